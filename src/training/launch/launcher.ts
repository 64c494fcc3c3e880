/** @file What starts runs, wherever they are computed, and who is told how they get on. */
import type { RunPlan } from '../../config/experiment.ts';
import type { EngineName } from '../../engines/engines.ts';
import type { LogRow } from '../../results/run-columns.ts';
import type { Preparing, Progress, RunEnd } from '../messages.ts';

/** Who is told how runs get on, as far as their launcher hears of it. */
export interface Watcher {
  start(plan: RunPlan): void;
  /** What takes long before its first step. */
  preparing(plan: RunPlan, preparing: Preparing): void;
  progress(plan: RunPlan, progress: Progress): void;
  row(plan: RunPlan, row: LogRow): void;
  /** Something that the user should know, even one who wants no progress. */
  warning(plan: RunPlan, text: string): void;
  /** Also of a run that has not begun; what kept it from that is told once for all. */
  end(plan: RunPlan, end: RunEnd): void;
}

/** Runs of one process; several train in step, as one graph. */
export type RunGroup = readonly [RunPlan, ...RunPlan[]];

export interface Launching {
  readonly out: string;
  /** Processes side by side. */
  readonly jobs: number;
  /** What computes a run; decided for all of them before. */
  engineOf(plan: RunPlan): EngineName;
  /** Aborted when the runs shall save where they are and end. */
  readonly stop: AbortSignal;
  readonly watcher: Watcher;
  /** What was typed after `elu-bench`, for environment.json. */
  readonly command: readonly string[];
  /** Called for every run that failed or was cut off. */
  onFailure(): void;
  /** Called whenever a run has ended. */
  writeSummary(): Promise<unknown>;
}

/**
 * Starts runs. What a run does, and how it ended, the run itself says, in its folder and to whoever listens; a launcher adds what
 * a run can't say any more: how its process died.
 */
export interface Launcher {
  /** Returns how each run has ended whose end it has seen. */
  launch(groups: readonly RunGroup[], launching: Launching): Promise<ReadonlyMap<RunPlan, RunEnd>>;
}
