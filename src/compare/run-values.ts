/** @file The values of one run that a comparison is made of: what it ended with or had at a point, its best, when it reached a goal. */

import type { RunLog } from '../reading/run.ts';
import { betterOf, type Direction, reaches } from './direction.ts';
import { type Point, pointText, rowAt } from './run-point.ts';

/** A value, or why the run has none. */
export type RunValue = { readonly value: number } | { readonly missing: string };

/**
 * The metric at a point of the run, or the last that was measured. A run that is not at its end has no last value, and one that
 * diverged ended with none.
 */
export function runValue(run: RunLog, metric: string, at: Point | undefined): RunValue {
  if (run.status !== undefined && run.status !== 'done' && at === undefined)
    return { missing: run.status === 'running' ? 'not finished' : run.status };
  const values = run.columns.get(metric);
  if (values === undefined) return { missing: `without a column ${metric}` };
  const row = at === undefined ? lastMeasured(values) : rowAt(run, at);
  if (row < 0)
    return { missing: at === undefined ? `without ${metric}` : `without a row at ${pointText(at)}` };
  const value = values[row]!;
  return Number.isFinite(value) ? { value } : { missing: `without a finite ${metric}` };
}

const lastMeasured = (values: Float64Array): number => values.findLastIndex((one) => !Number.isNaN(one));

/** The best finite value of all rows; undefined where there is none. */
export function bestOf({ columns }: RunLog, metric: string, direction: Direction): number | undefined {
  const values = columns.get(metric)?.filter(Number.isFinite);
  return values === undefined || values.length === 0
    ? undefined
    : values.reduce((a, b) => betterOf(direction, a, b));
}

/**
 * The first iteration whose row has the metric at the goal or beyond; infinite for a run that ended, or diverged, without; undefined
 * for one that may still reach it, and where there is nothing to say when.
 */
export function iterationsUntil(
  run: RunLog,
  metric: string,
  goal: number,
  direction: Direction,
): number | undefined {
  const [values, iterations] = [run.columns.get(metric), run.columns.get('iteration')];
  if (!values || !iterations) return undefined;
  const row = values.findIndex((value) => reaches(direction, value, goal));
  if (row >= 0) return iterations[row]!;
  const ended = run.status === undefined || run.status === 'done' || run.status === 'diverged';
  return ended ? Infinity : undefined;
}
