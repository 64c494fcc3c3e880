/** @file What a run's process and its parent say to each other: plain data, as it crosses the border between processes. */
import type { RunPlan } from '../config/experiment.ts';
import type { LogRow } from '../results/columns.ts';

/** Where a run is. `loss` and `error` are means over the latest few steps, absent before the first. */
export interface Progress {
  readonly phase: 'training' | 'evaluating';
  readonly iteration: number;
  readonly total: number;
  readonly epoch: number;
  readonly loss?: number;
  readonly error?: number;
  readonly msPerStep?: number;
}

/** How a run ended. One that was interrupted goes on from its checkpoint when the same command comes again. */
export interface RunEnd {
  readonly status: 'done' | 'diverged' | 'interrupted' | 'failed';
  /** Iterations done; absent where the process could not say. */
  readonly iteration?: number;
  /** Why it failed, diverged or was cut off, for the user. */
  readonly message?: string;
  /** What the command should exit with because of it; 1 unless the user's files or usage are to blame. */
  readonly exitCode?: number;
}

/** The work of one process. */
export interface RunOrder {
  readonly plan: RunPlan;
  /** Text of the run's config.yaml. The parent has what writes such files; to load it takes a process a tenth of a second. */
  readonly config: string;
  readonly folder: string;
  /** What was typed after `elu-bench`, for environment.json. */
  readonly command: readonly string[];
}

export type ToRun =
  | {
      readonly kind: 'start';
      readonly order: RunOrder;
      /** By which the run joins in holding its folder (Lock.owner). */
      readonly owner: string;
    }
  | { readonly kind: 'stop' };

export type FromRun =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'row'; readonly row: LogRow }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'end'; readonly end: RunEnd };
