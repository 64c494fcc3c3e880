/** @file Progress as plain lines, for files and pipes: few enough to be read, without any control characters. */
import type { RunPlan } from '../../config/experiment.ts';
import type { LogRow } from '../../results/run-columns.ts';
import type { Reporter } from './reporter.ts';
import { endText, preparingText, rowText, runLabel, sweepText, warningText } from './run-text.ts';
import { sweepProgress } from './sweep-progress.ts';

/** A run says something at an evaluation, but no more often than this. */
const BETWEEN_MS = 30_000;
/** All runs together say something so often. */
const SWEEP_MS = 60_000;

interface State {
  spokeAt: number;
  total: number;
  stage?: string;
  row?: LogRow;
}

/** A line at most every 30 s a run, one when it ends, and one a minute for all of several. */
export function lines({
  plans,
  jobs,
  write,
  now = () => performance.now(),
}: {
  readonly plans: readonly RunPlan[];
  /** Runs side by side. */
  readonly jobs: number;
  write(text: string): void;
  now?(): number;
}): Reporter {
  const states = new Map<RunPlan, State>();
  const sweep = sweepProgress(plans, jobs, now);
  let spokeAt = now();
  let ended = 0;
  return {
    start: (plan) => {
      sweep.start(plan);
      states.set(plan, { spokeAt: now(), total: 0 });
    },
    preparing: (plan, preparing) => {
      const state = states.get(plan)!;
      if (state.stage === preparing.stage && now() - state.spokeAt < BETWEEN_MS) return;
      state.stage = preparing.stage;
      state.spokeAt = now();
      write(`${runLabel(plan)}: ${preparingText(preparing)}\n`);
    },
    progress: (plan, progress) => {
      sweep.progress(plan, progress);
      states.get(plan)!.total = progress.total;
      if (plans.length === 1 || now() - spokeAt < SWEEP_MS) return;
      spokeAt = now();
      write(`${sweepText(sweep.state())}\n`);
    },
    row: (plan, row) => {
      const state = states.get(plan)!;
      state.row = row;
      if (now() - state.spokeAt < BETWEEN_MS) return;
      state.spokeAt = now();
      write(`${runLabel(plan)}: ${rowText(row, state.total)}\n`);
    },
    warning: (plan, text) => write(`${warningText(plan, text)}\n`),
    end: (plan, end) => {
      sweep.end(plan, end);
      if (end.unbegun) return;
      const count = plans.length > 1 ? `[${++ended}/${plans.length}] ` : '';
      write(`${count}${runLabel(plan)}: ${endText(end, states.get(plan)?.row)}\n`);
    },
    close: () => {},
  };
}
