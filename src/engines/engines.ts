/** @file TABLE of engines. Each is loaded only when asked for, so that `elu-bench --help` stays quick. */
import type { Engine } from './engine.ts';

interface EngineRow {
  readonly summary: string;
  /** Whether `auto` may take it; the others are optional, and computed with only where they are asked for. */
  readonly auto: boolean;
  load(): Promise<Engine>;
}

export const ENGINES = {
  onnx: {
    summary: 'onnxruntime on the CPU: the whole training step as one ONNX graph (default)',
    auto: true,
    load: async () => (await import('./onnx/engine.ts')).engine,
  },
  tfjs: {
    summary: 'TensorFlow.js, with its own gradients, on the first of the following backends that works',
    auto: false,
    load: async () => (await import('./tfjs/engine.ts')).fastestEngine,
  },
  'tfjs:node-gpu': {
    summary: 'TensorFlow with CUDA, by @tensorflow/tfjs-node-gpu',
    auto: false,
    load: async () => (await import('./tfjs/engine.ts')).backendEngine('node-gpu'),
  },
  'tfjs:node': {
    summary: 'TensorFlow on the CPU, by @tensorflow/tfjs-node',
    auto: false,
    load: async () => (await import('./tfjs/engine.ts')).backendEngine('node'),
  },
  'tfjs:wasm': {
    summary: 'TensorFlow.js in WebAssembly, on one thread',
    auto: false,
    load: async () => (await import('./tfjs/engine.ts')).backendEngine('wasm'),
  },
  'tfjs:js': {
    summary: 'TensorFlow.js in plain JavaScript, on one thread: slow, but it runs anywhere',
    auto: false,
    load: async () => (await import('./tfjs/engine.ts')).backendEngine('js'),
  },
} satisfies Record<string, EngineRow>;

export type EngineName = keyof typeof ENGINES;

/** Those that `auto` tries, in this order. */
export const autoNames: readonly EngineName[] = (Object.keys(ENGINES) as EngineName[]).filter(
  (name) => ENGINES[name].auto,
);

export const engineNames = Object.keys(ENGINES) as EngineName[];
