/** @file The engines `tfjs` and `tfjs:…`: TensorFlow.js, on the backend that is asked for or on the first that works here. */
import { nvidiaMissing } from '../drivers/nvidia.ts';
import type { Availability, Engine, Failure, Obstacle } from '../engine.ts';
import { failureIn, firstLine } from '../failure.ts';
import { type BackendName, backendNames, backendRow } from './backends.ts';
import { FAILURES } from './failures.ts';
import { installCommand, loadBackend, missingPackage, versionOf } from './load-backend.ts';
import { probeNative } from './probe-native.ts';

const known = new Map<BackendName, Promise<Availability>>();

/** How it stands with one backend: tried once, as native code takes seconds. */
function availability(name: BackendName): Promise<Availability> {
  const tried = known.get(name) ?? tryBackend(name);
  known.set(name, tried);
  return tried;
}

/** What is missing, before anything is loaded. */
function missingOf(name: BackendName): Obstacle | undefined {
  const missing = missingPackage(name);
  if (missing !== undefined) return { problem: `${missing} is not installed`, remedy: installCommand(name) };
  return backendRow(name).gpu ? nvidiaMissing() : undefined;
}

async function tryBackend(name: BackendName): Promise<Availability> {
  const missing = missingOf(name);
  if (missing) return { works: false, ...missing };
  const { native, gpu } = backendRow(name);
  const device = `tfjs ${versionOf(name)}, ${name}`;
  try {
    if (!native) {
      await loadBackend(name, 1);
      return { works: true, device };
    }
    const facts = await probeNative(name);
    if (gpu && !facts.gpu)
      return {
        works: false,
        problem: `TensorFlow ${facts.tensorflow} finds no GPU`,
        remedy: 'docs/gpu.md says what it needs; without a GPU take tfjs:node',
      };
    return { works: true, device: `${device}, TensorFlow ${facts.tensorflow}` };
  } catch (error) {
    return {
      works: false,
      ...(explain(String(error)) ?? { problem: firstLine(error), remedy: installCommand(name) }),
    };
  }
}

const explain = (words: string): Failure | undefined => failureIn(words, FAILURES);

/** The engine of one backend; `create` fails where that does not work here. */
export const backendEngine = (name: BackendName): Engine => ({
  missing: async () => missingOf(name),
  explain,
  available: () => availability(name),
  async create(spec) {
    const state = await availability(name);
    if (!state.works) throw new Error(state.problem);
    const tf = await loadBackend(name, spec.threads);
    const { createTrainer } = await import('./trainer.ts');
    return createTrainer(spec, tf, state.device);
  },
});

/** The first backend that works here. */
async function firstWorking(): Promise<{ name: BackendName; state: Availability } | undefined> {
  for (const name of backendNames) {
    const state = await availability(name);
    if (state.works) return { name, state };
  }
  return undefined;
}

/** The engine that takes the fastest backend of those that work. */
export const fastestEngine: Engine = {
  explain,
  async available() {
    return (
      (await firstWorking())?.state ?? {
        works: false,
        problem: 'TensorFlow.js is not installed',
        remedy: `${installCommand('js')}, or for native code ${installCommand('node')}`,
      }
    );
  },
  async create(spec) {
    const found = await firstWorking();
    if (!found) throw new Error('no backend of TensorFlow.js works here');
    return backendEngine(found.name).create(spec);
  },
};
