/** @file What a run's process and its parent say to each other: plain data, as it crosses the border between processes. */
import type { RunPlan } from '../config/experiment.ts';
import type { EngineName } from '../engines/engines.ts';
import type { LogRow } from '../results/run-columns.ts';

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

/** What takes long before a run's first step: in words, and what part of it is done, 0 to 1, where that is known. */
export interface Preparing {
  readonly stage: string;
  readonly done?: number;
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
  /** Set where it never got so far as to touch its folder: what kept it from that, data or engine or disk, keeps others like it from it too. */
  readonly unbegun?: true;
}

/** The work that a process does for one run. */
export interface RunOrder {
  readonly plan: RunPlan;
  /** What computes: `auto` of the plan is decided by who starts the runs, so that all have the same. */
  readonly engine: EngineName;
  /** Text of the run's config.yaml. The parent has what writes such files; to load it takes a process a tenth of a second. */
  readonly config: string;
  readonly folder: string;
  /** What was typed after `elu-bench`, for environment.json. */
  readonly command: readonly string[];
}

export interface StartedRun {
  readonly order: RunOrder;
  /** By which the run joins in holding its folder (Lock.owner). */
  readonly owner: string;
}

export type ToProcess =
  /** Of several runs each is trained in step with the others. */
  { readonly kind: 'start'; readonly runs: readonly StartedRun[] } | { readonly kind: 'stop' };

/** What a process says of one of its runs, by the run's place in the order to start. */
export interface FromProcess {
  readonly run: number;
  readonly said: FromRun;
}

export type FromRun =
  | { readonly kind: 'preparing'; readonly preparing: Preparing }
  /** Its data are here and whole, and what is fitted to them is kept: nothing is left that runs on the same data would do as well. */
  | { readonly kind: 'loaded' }
  /** Whether the run holds something that its folder does not, or writes there; until it first says so, it has not touched its folder. */
  | { readonly kind: 'unsaved'; readonly unsaved: boolean }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'row'; readonly row: LogRow }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'end'; readonly end: RunEnd };
