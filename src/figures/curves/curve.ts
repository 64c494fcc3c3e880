/** @file A learning curve: what the runs of a variant had at each iteration, together. */

import type { RunLog } from '../../reading/run.ts';
import { median, moments, quantile, sorted } from '../../statistics/moments.ts';

/** The runs of one variant at one point; statistics over the `n` runs that have a finite value there. */
export interface CurvePoint {
  readonly iteration: number;
  /** Undefined where the files don't say. */
  readonly epoch: number | undefined;
  readonly n: number;
  readonly mean: number;
  /** NaN for one run. */
  readonly sd: number;
  readonly median: number;
  /** Quartiles. */
  readonly low: number;
  readonly high: number;
  readonly min: number;
  readonly max: number;
}

/** What a line runs through. */
export type Centre = 'mean' | 'median';

interface Gathered {
  readonly epoch: number | undefined;
  readonly values: number[];
}

/** Points by iteration; a value that is empty, NaN or infinite does not count. */
export function curveOf(runs: readonly RunLog[], metric: string): readonly CurvePoint[] {
  const byIteration = new Map<number, Gathered>();
  for (const { columns } of runs) {
    const [iterations, values] = [columns.get('iteration'), columns.get(metric)];
    if (!iterations || !values) continue;
    for (const [row, value] of values.entries()) {
      const iteration = iterations[row]!;
      if (!Number.isFinite(value) || !Number.isFinite(iteration)) continue;
      const there = byIteration.get(iteration);
      if (there) there.values.push(value);
      else byIteration.set(iteration, { epoch: columns.get('epoch')?.[row], values: [value] });
    }
  }
  return [...byIteration]
    .sort(([a], [b]) => a - b)
    .map(([iteration, { epoch, values }]) => ({ iteration, epoch, ...statistics(values) }));
}

function statistics(values: readonly number[]): Omit<CurvePoint, 'iteration' | 'epoch'> {
  const all = sorted(values);
  return {
    ...moments(values),
    median: median(all),
    low: quantile(all, 0.25),
    high: quantile(all, 0.75),
    min: all[0]!,
    max: all.at(-1)!,
  };
}

/** At most `most` of the items, evenly apart, the first and the last among them. */
export function thinned<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * step)]!);
}
