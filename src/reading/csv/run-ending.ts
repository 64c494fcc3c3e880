/** @file How a run of a CSV file ended: as the file says in a word, or as its losses do. */

import { RUN_STATES, type RunState } from '../../store/status.ts';
import { isLossOrError } from '../diverged.ts';

/** TABLE of the words of other programs: W&B, MLflow, Slurm. */
const WORDS: Readonly<Record<string, RunState>> = {
  finished: 'done',
  completed: 'done',
  success: 'done',
  crashed: 'failed',
  killed: 'interrupted',
  preempted: 'interrupted',
  cancelled: 'interrupted',
  pending: 'running',
  scheduled: 'running',
};

/** What a word in a column `status` or `state` means; undefined for any other. */
export function stateOf(text: string): RunState | undefined {
  const word = text.trim().toLowerCase();
  return RUN_STATES.find((state) => state === word) ?? (Object.hasOwn(WORDS, word) ? WORDS[word] : undefined);
}

/** Losses and errors; `Value` is what TensorBoard calls whatever it has. */
export const isJudged = (column: string): boolean => isLossOrError(column) || /^value$/i.test(column);

/**
 * The row from which a loss has no number though it was due; undefined where it is whole. Infinity is that wherever nothing finite
 * follows. `nan` is either that or what some programs write where nothing was measured: it is lost if there is none where the next value
 * was due, by the longest way between two values so far. A column without any number was not measured.
 */
export function lostFrom(values: Float64Array, isWritten: (row: number) => boolean): number | undefined {
  const last = values.findLastIndex(Number.isFinite);
  const infinite = values.findIndex(
    (value, row) => row > last && !Number.isFinite(value) && !Number.isNaN(value),
  );
  if (infinite >= 0) return infinite;
  if (last < 0) return undefined;
  let [before, longest] = [-1, 0];
  for (const [row, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    longest = Math.max(longest, row - before);
    before = row;
  }
  const due = last + longest;
  return due < values.length && isWritten(due) ? due : undefined;
}
