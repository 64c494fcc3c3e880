/** @file A step that begins anew in each epoch: only both together count the rows of a run. */
import { plainName } from '../column-names.ts';
import type { PlainTable } from './plain-table.ts';
import type { CsvTable } from './table.ts';

const EPOCHS: readonly string[] = ['epoch', 'epochs'];
const STEPS: readonly string[] = [
  'step',
  'iteration',
  'iter',
  'batch',
  'batch_idx',
  'batch_index',
  'minibatch',
];

/** The table with a column that counts on through the epochs; undefined where no step has the same beginning in each of several. */
export function stepWithinEpoch(table: CsvTable): PlainTable | undefined {
  const find = (names: readonly string[]) =>
    [...table.columns].find(
      ([name, { numbers }]) => names.includes(plainName(name)) && numbers?.every(isCount),
    );
  const [epoch, step] = [find(EPOCHS), find(STEPS)];
  if (!epoch || !step) return undefined;
  const [epochs, steps] = [epoch[1].numbers!, step[1].numbers!];
  const begins = new Map<number, number>();
  let last = 0;
  for (const [row, one] of steps.entries()) {
    begins.set(epochs[row]!, Math.min(begins.get(epochs[row]!) ?? Infinity, one));
    last = Math.max(last, one);
  }
  // A row an epoch, of the same step each time, is counted by the epoch.
  if (begins.size < 2 || new Set(begins.values()).size > 1 || new Set(steps).size < 2) return undefined;
  const numbers = Float64Array.from(steps, (one, row) => epochs[row]! * (last + 1) + one);
  const name = `${epoch[0]} and ${step[0]}`;
  const columns = new Map([...table.columns, [name, { texts: Array.from(numbers, String), numbers }]]);
  return { table: { ...table, columns }, step: name };
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0;
