/** @file What is shown of runs while they go on: bars on a terminal, now and then a line elsewhere, nothing if asked. All of it on stderr. */
import type { RunPlan } from '../config/experiment.ts';
import type { LogRow } from '../results/columns.ts';
import type { Preparing, Progress, RunEnd } from '../training/messages.ts';
import { bars } from './bars.ts';
import { lines } from './lines.ts';
import { warningText } from './run-text.ts';
import { showsBars } from './terminal.ts';

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

const silent: Reporter = {
  start: () => {},
  preparing: () => {},
  progress: () => {},
  row: () => {},
  warning: (plan, text) => void process.stderr.write(`${warningText(plan, text)}\n`),
  end: () => {},
  close: () => {},
};

/** The reporter for where stderr goes, of these runs, so many of them side by side. */
export const reporter = (plans: readonly RunPlan[], jobs: number, quiet: boolean): Reporter => {
  if (quiet) return silent;
  return showsBars()
    ? bars(plans, jobs)
    : lines({ plans, jobs, write: (text) => void process.stderr.write(text) });
};
