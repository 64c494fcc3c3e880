/** @file A point of a run, at which values are taken: `500`, `35k`, `2.5 epochs`. */
import { usageError } from '../errors.ts';
import type { RunLog } from '../reading/run.ts';

export interface Point {
  readonly count: number;
  readonly unit: 'iterations' | 'epochs';
}

const POINT = /^\s*(\d{1,12}(?:\.\d{1,9})?)(k|M)?(?:\s*(iterations?|epochs?))?\s*$/;
const FACTOR = { k: 1e3, M: 1e6 } as const;

/**
 * Reads what `--at` says.
 * @throws UserError (exit code 2) for anything else.
 */
export function readPoint(text: string): Point {
  const [, digits, suffix, unit = 'iterations'] = POINT.exec(text) ?? [];
  if (digits === undefined)
    throw usageError(`--at ${JSON.stringify(text)}: expected an iteration (500, 35k) or "5 epochs".`);
  const factor = suffix === undefined ? 1 : FACTOR[suffix as keyof typeof FACTOR];
  return { count: Number(digits) * factor, unit: unit.startsWith('epoch') ? 'epochs' : 'iterations' };
}

/** `iteration 500`, `epoch 2.5`. */
export const pointText = ({ count, unit }: Point): string => `${unit.slice(0, -1)} ${count}`;

/** Epochs are iterations divided by the steps of one, so not always to the last bit. */
const CLOSE = 1e-9;

/** Index of the row at that point; −1 where the run has none. */
export const rowAt = (run: RunLog, { count, unit }: Point): number =>
  countsOf(run, unit).findIndex((one) => Math.abs(one - count) <= CLOSE * count);

/** Whether a row that counts so much stands at the point or before it, and whether at it or behind. */
export const isUpTo = (count: number, point: Point): boolean => count <= point.count * (1 + CLOSE);
export const isFrom = (count: number, point: Point): boolean => count * (1 + CLOSE) >= point.count;

/** @throws UserError (exit code 2) that names the nearest rows unless some run has one at that point. */
export function checkPoint(runs: readonly RunLog[], at: Point): void {
  if (runs.some((run) => rowAt(run, at) >= 0)) return;
  const all = runs.flatMap((run) => [...countsOf(run, at.unit)]);
  const below = all.filter((one) => one < at.count);
  const above = all.filter((one) => one > at.count);
  const near = [below.length > 0 ? max(below) : [], above.length > 0 ? -max(above.map((one) => -one)) : []];
  const found =
    all.length === 0 ? `There are no ${at.unit} in them.` : `The nearest: ${near.flat().join(' and ')}.`;
  throw usageError(`--at: no run has a row at ${pointText(at)}. ${found}`);
}

/** By hand, as there may be more values than a call can have arguments. */
const max = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));

/** What a run counts in that unit, by row; nothing where it does not. */
export const countsOf = ({ columns }: RunLog, unit: Point['unit']): Float64Array =>
  columns.get(unit === 'epochs' ? 'epoch' : 'iteration') ?? new Float64Array();
