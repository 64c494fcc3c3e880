/** @file What an engine is: whether it works on this machine, and the trainers that it makes. */
import type { LinearAlgebra } from '../data/preprocess/linear-algebra.ts';
import type { Replicas } from './replicas.ts';
import type { Trainer, TrainerSpec } from './trainer.ts';

/** What keeps an engine from working, and what to do about it. */
export interface Obstacle {
  readonly problem: string;
  readonly remedy: string;
}

/** What went wrong in its library. */
export interface Failure extends Obstacle {
  /** absent: it can't compute here; lost: the device went away while it computed; memory: there was too little of it. */
  readonly kind: 'absent' | 'lost' | 'memory';
  /** What was asked for in vain, where that is said. */
  readonly bytes?: number;
}

/** What the engine can do on this machine: `device` when it works, `problem` and what to type when it does not. */
export type Availability =
  | { readonly works: true; readonly device: string }
  | ({ readonly works: false } & Obstacle);

export interface Engine {
  /** What is missing at first sight, without loading anything that computes; undefined, or no such question: it has to be tried. */
  missing?(): Promise<Obstacle | undefined>;
  /** Tries it: a first computation, in this process. */
  available(): Promise<Availability>;
  create(spec: TrainerSpec): Promise<Trainer>;
  /** What words of its library mean, in an error that was thrown or on stderr; undefined where nobody knows. */
  explain?(words: string): Failure | undefined;
}

/** An engine that whitening can compute with. */
export interface AlgebraEngine extends Engine {
  linearAlgebra(threads: number): Promise<LinearAlgebra>;
}

/** An engine that trains several runs of one shape together. */
export interface ReplicaEngine extends Engine {
  /** @throws UserError (exit code 2) where they differ in more than their activation functions. */
  createReplicas(specs: readonly TrainerSpec[]): Promise<Replicas>;
}

export const isReplicaEngine = (engine: Engine): engine is ReplicaEngine => 'createReplicas' in engine;
