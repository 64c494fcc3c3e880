/** @file What bench:gpu measures, in the order of what matters most: each job is one process, so that sides are taken in turn and none hurts another. */
import { join } from 'node:path';
import { DEVICES } from '../../dist/engines/onnx/devices.js';
import { RULES } from '../../dist/engines/onnx/rules/rules.js';

const HERE = join(import.meta.dirname, '..');
/** Runs of E1 trained as one, as the paper's figure has them. */
const REPLICAS = 15;

/** PyTorch's modes; those for images in another layout are of no use to dense layers. */
const MODES = {
  e1: ['eager', 'compile', 'compile_graphs'],
  e3: ['eager', 'channels_last', 'compile', 'compile_graphs'],
  e3_train: ['eager', 'channels_last', 'compile', 'compile_graphs'],
};

/** Name of the device of onnxruntime that an engine is of; undefined for those of TensorFlow.js. */
const deviceOf = (engine) => (engine === 'onnx' ? 'cpu' : /^onnx:(.*)$/.exec(engine)?.[1]);

/**
 * Jobs: `part`, what it is of, the command, and the seconds that it may take.
 * @param {{ folder: (name: string) => string, engines: readonly string[], python: string | undefined, device: 'cuda' | 'cpu', threads: number, rounds: number, smoke: boolean }} of
 */
export function jobs({ folder, engines, python, device, threads, rounds, smoke }) {
  const own = (name, engine, rules = 'all') => [
    ...[process.execPath, join(HERE, 'step.mjs'), folder(name), String(threads), rules, engine],
  ];
  const peer = (name, mode) => [
    ...[python, join(HERE, 'peers/torch_peer.py'), folder(name), String(threads), mode, device],
  ];
  const gpus = engines.filter((engine) => engine !== 'onnx' && deviceOf(engine));

  const step = (name, round) => [
    ...engines
      // One figure of the processor is enough where its step takes long.
      .filter((engine) => engine !== 'onnx' || name !== 'e3_train')
      .map((side) => ({ part: 'step', case: name, side, round, command: own(name, side), limit: 60 })),
    ...(python ? MODES[name] : []).map((mode) => ({
      part: 'step',
      case: name,
      side: `PyTorch ${mode}`,
      round,
      command: peer(name, mode),
      limit: mode.startsWith('compile') ? 120 : 60,
    })),
  ];
  const replicas = engines.filter(deviceOf).map((side) => ({
    part: 'replicas',
    case: 'e1',
    side,
    count: REPLICAS,
    command: [
      ...[process.execPath, join(HERE, 'gpu/replicas.mjs'), folder('e1'), String(threads), side],
      String(REPLICAS),
    ],
    limit: 60,
  }));
  const profiles = (name) =>
    gpus.map((side) => ({
      part: 'profile',
      case: name,
      side,
      command: [
        process.execPath,
        join(HERE, 'gpu/profile.mjs'),
        folder(name),
        String(threads),
        deviceOf(side),
      ],
      limit: 60,
    }));
  const rules = (name) =>
    gpus.flatMap((side) => {
      const usual = Object.keys(RULES).filter((rule) => !DEVICES[deviceOf(side)].withoutRules.includes(rule));
      const sets = {
        all: 'all',
        none: 'none',
        ...Object.fromEntries(
          usual.map((rule) => [`without ${rule}`, usual.filter((one) => one !== rule).join()]),
        ),
      };
      const tried = Object.entries(sets).slice(0, smoke ? 3 : undefined);
      return tried.map(([set, names]) => ({
        ...{ part: 'rules', case: name, side, set, command: own(name, side, names), limit: 30 },
      }));
    });

  const later = Array.from({ length: rounds - 1 }, (_, i) => i + 2);
  return [
    ...['e1', 'e3', 'e3_train'].flatMap((name) => step(name, 1)),
    ...replicas,
    ...['e1', 'e3'].flatMap(profiles),
    ...rules('e3'),
    ...later.flatMap((round) => ['e1', 'e3_train', 'e3'].flatMap((name) => step(name, round))),
    ...rules('e1'),
  ];
}
