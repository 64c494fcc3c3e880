/** @file Progress as plain lines, for files and pipes: few enough to be read, without any control characters. */
import type { RunPlan } from '../config/experiment.ts';
import type { LogRow } from '../results/columns.ts';
import type { Reporter } from './reporter.ts';
import { endText, preparingText, rowText, runLabel, warningText } from './run-text.ts';

/** A run says something at an evaluation, but no more often than this. */
const BETWEEN_MS = 30_000;

interface State {
  spokeAt: number;
  total: number;
  stage?: string;
  row?: LogRow;
}

/** A line at most every 30 s a run, and one when it ends. */
export const lines = ({
  runs,
  write,
  now = () => performance.now(),
}: {
  readonly runs: number;
  write(text: string): void;
  now?(): number;
}): Reporter => {
  const states = new Map<RunPlan, State>();
  let ended = 0;
  return {
    start: (plan) => void states.set(plan, { spokeAt: now(), total: 0 }),
    preparing: (plan, preparing) => {
      const state = states.get(plan)!;
      if (state.stage === preparing.stage && now() - state.spokeAt < BETWEEN_MS) return;
      state.stage = preparing.stage;
      state.spokeAt = now();
      write(`${runLabel(plan)}: ${preparingText(preparing)}\n`);
    },
    progress: (plan, { total }) => {
      states.get(plan)!.total = total;
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
      if (end.unbegun) return;
      const count = runs > 1 ? `[${++ended}/${runs}] ` : '';
      write(`${count}${runLabel(plan)}: ${endText(end, states.get(plan)?.row)}\n`);
    },
    close: () => {},
  };
};
