/** @file What is shown of runs while they go on, whatever shows it. All of it is on stderr. */
import type { RunPlan } from '../../config/experiment.ts';
import type { LogRow } from '../../results/columns.ts';
import type { Preparing, Progress, RunEnd } from '../../training/messages.ts';

export interface Reporter {
  start(plan: RunPlan): void;
  /** What takes long before its first step. */
  preparing(plan: RunPlan, preparing: Preparing): void;
  progress(plan: RunPlan, progress: Progress): void;
  row(plan: RunPlan, row: LogRow): void;
  /** Something that the user should know, even one who wants no progress. */
  warning(plan: RunPlan, text: string): void;
  /** Says nothing of a run that has not begun: what kept it from that is told once for all. */
  end(plan: RunPlan, end: RunEnd): void;
  /** Leaves the terminal as it was. */
  close(): void;
}
