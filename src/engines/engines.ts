/**
 * @file TABLE of engines, made of those of the devices of onnxruntime and of the backends of TensorFlow.js. Each is loaded only when asked for, so
 * that `elu-bench --help` stays quick.
 */
import type { AlgebraEngine, Engine, ReplicaEngine } from './engine.ts';
import type { Device } from './onnx/device.ts';
import { DEVICES, type DeviceName, deviceNames } from './onnx/devices.ts';
import { BACKENDS, type BackendName, backendNames, backendRow } from './tfjs/backends.ts';

interface EngineRow<E extends Engine = Engine> {
  readonly summary: string;
  /** Whether `auto` may take it; the others are optional, and computed with only where they are asked for. */
  readonly auto: boolean;
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
      summary: DEVICES[name].summary,
      auto: DEVICES[name].auto,
      tf32: (DEVICES[name] as Device).tf32 ?? false,
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
      auto: false,
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
    // Which backend it will be is not known when that has to be settled.
    tf32: false,
    load: async () => (await import('./tfjs/engine.ts')).fastestEngine,
  },
  ...backendEngines,
} satisfies Record<string, EngineRow>;

export type EngineName = keyof typeof ENGINES;

export const engineNames = Object.keys(ENGINES) as EngineName[];

/** Those that `auto` tries, in this order. */
export const autoNames: readonly EngineName[] = engineNames.filter((name) => ENGINES[name].auto);
