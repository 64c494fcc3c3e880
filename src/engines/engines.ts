/** @file TABLE of engines. Each is loaded only when asked for, so that `elu-bench --help` stays quick. */
import type { LinearAlgebra } from '../data/preprocess/linear-algebra.ts';
import type { Trainer, TrainerSpec } from './trainer.ts';

/** What the engine can do on this machine: `device` when it works, `problem` and what to type when it does not. */
export type Availability =
  | { readonly works: true; readonly device: string }
  | { readonly works: false; readonly problem: string; readonly remedy: string };

export interface Engine {
  available(): Promise<Availability>;
  create(spec: TrainerSpec): Promise<Trainer>;
}

/** An engine that whitening can compute with. */
export interface AlgebraEngine extends Engine {
  linearAlgebra(threads: number): Promise<LinearAlgebra>;
}

interface EngineRow {
  readonly summary: string;
  load(): Promise<Engine>;
}

export const ENGINES = {
  onnx: {
    summary: 'onnxruntime on the CPU: the whole training step as one ONNX graph (default)',
    load: async () => (await import('./onnx/engine.ts')).engine,
  },
} satisfies Record<string, EngineRow>;

export type EngineName = keyof typeof ENGINES;

export const engineNames = Object.keys(ENGINES) as EngineName[];
