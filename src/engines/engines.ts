/**
 * @file TABLE of engines, made of those of the devices of onnxruntime and of the backends of TensorFlow.js. Each is loaded only when asked for, so
 * that `elu-bench --help` stays quick.
 */
import type { AlgebraEngine, Engine, ReplicaEngine } from './engine.ts';
import { type DeviceName, deviceNames, deviceRow } from './onnx/devices.ts';
import { BACKENDS, type BackendName, backendNames, backendRow } from './tfjs/backends.ts';

interface EngineRow<E extends Engine = Engine> {
  readonly summary: string;
  /** Whether `auto` may take it; the others are optional, and computed with only where they are asked for. */
  readonly auto: boolean;
  /** Whether it computes on a GPU, which runs share, and not on cores, of which each has its own. */
  readonly gpu: boolean;
  /** Whether it may crash who tries it, so that it is tried in a process of its own. */
  readonly apart: boolean;
  /** Whether products may be rounded to TF32 (engine.precision). */
  readonly tf32: boolean;
  load(): Promise<E>;
}

/** That of the CPU is `onnx`, and stays so whatever devices there are: it gives the same bits everywhere. */
type DeviceEngines = {
  readonly [D in DeviceName as D extends 'cpu' ? 'onnx' : `onnx:${D}`]: EngineRow<
    AlgebraEngine & ReplicaEngine
  >;
};

const deviceEngines = Object.fromEntries(
  deviceNames.map((name) => [
    name === 'cpu' ? 'onnx' : `onnx:${name}`,
    {
      summary: deviceRow(name).summary,
      auto: deviceRow(name).auto,
      gpu: name !== 'cpu' && deviceRow(name).driver !== 'software',
      apart: name !== 'cpu',
      tf32: deviceRow(name).tf32 ?? false,
      load: async () => (await import('./onnx/engine.ts')).deviceEngine(name),
    },
  ]),
) as DeviceEngines;

type BackendEngines = { readonly [B in BackendName as `tfjs:${B}`]: EngineRow };

const backendEngines = Object.fromEntries(
  backendNames.map((name) => [
    `tfjs:${name}`,
    {
      summary: BACKENDS[name].summary,
      auto: backendRow(name).gpu,
      gpu: backendRow(name).gpu,
      // Native ones see to that themselves.
      apart: false,
      tf32: backendRow(name).gpu,
      load: async () => (await import('./tfjs/engine.ts')).backendEngine(name),
    },
  ]),
) as BackendEngines;

export const ENGINES = {
  ...deviceEngines,
  tfjs: {
    summary: 'TensorFlow.js, with its own gradients, on the first of the following backends that works',
    auto: false,
    gpu: false,
    apart: false,
    // Which backend it will be is not known when that has to be settled.
    tf32: false,
    load: async () => (await import('./tfjs/engine.ts')).fastestEngine,
  },
  ...backendEngines,
} satisfies Record<string, EngineRow>;

export type EngineName = keyof typeof ENGINES;

export const engineNames = Object.keys(ENGINES) as EngineName[];

/** Those among which `auto` takes the fastest. */
export const autoNames: readonly EngineName[] = engineNames.filter((name) => ENGINES[name].auto);
