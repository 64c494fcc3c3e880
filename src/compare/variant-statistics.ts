/** @file What is said of one variant by itself: statistics over its runs, and which runs have no value. */
import type { RunLog } from '../reading/run.ts';
import type { RunLabel } from '../reading/run-label.ts';
import type { ValuesByRun } from '../statistics/difference.ts';
import { type Interval, meanInterval, medianInterval } from '../statistics/intervals.ts';
import { type Moments, median, moments, sorted } from '../statistics/moments.ts';
import type { Direction } from './direction.ts';
import type { Question } from './question.ts';
import type { Point } from './run-point.ts';
import { bestOf, iterationsUntil, runValue } from './run-values.ts';
import type { VariantRuns } from './variant-runs.ts';

/** Over the `n` runs of a variant that have a value. */
export interface VariantStatistics extends VariantRuns {
  readonly n: number;
  readonly values: ValuesByRun;
  readonly mean: number | undefined;
  readonly sd: number | undefined;
  readonly interval: Interval | undefined;
  readonly median: number | undefined;
  readonly medianInterval: Interval | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Over the best values of these runs, whenever they had them. */
  readonly best: Moments | undefined;
  /** Wall-clock time of these runs, up to the point where the value is taken. */
  readonly seconds: Moments | undefined;
  readonly until: Until | undefined;
  /** Why runs have no value, with their numbers. */
  readonly missing: ReadonlyMap<string, readonly RunLabel[]>;
}

/** When the runs reached a goal. */
export interface Until {
  /** Runs that ended, or got there. */
  readonly n: number;
  readonly reached: number;
  /** Median of the iterations, a run that never got there counting as the slowest; infinite where that is the middle one. */
  readonly median: number;
}

/** The statistics of a variant. */
export function statisticsOf(
  variant: VariantRuns,
  { metric, at, until }: Question,
  direction: Direction,
): VariantStatistics {
  const values = new Map<RunLabel, number>();
  const missing = new Map<string, RunLabel[]>();
  for (const run of variant.runs) {
    const found = runValue(run, metric, at);
    if ('value' in found) values.set(run.run, found.value);
    else missing.set(found.missing, [...(missing.get(found.missing) ?? []), run.run]);
  }
  const counted = variant.runs.filter(({ run }) => values.has(run));
  const all = [...values.values()];
  const { n, mean, sd } = moments(all);
  const inSize = sorted(all);
  return {
    ...variant,
    n,
    values,
    mean: known(mean),
    sd: known(sd),
    interval: meanInterval(all),
    median: known(median(all)),
    medianInterval: medianInterval(all),
    min: inSize[0],
    max: inSize.at(-1),
    best: momentsOf(counted.map((run) => bestOf(run, metric, direction))),
    seconds: momentsOf(counted.map((run) => secondsOf(run, at))),
    until: until === undefined ? undefined : untilOf(variant.runs, metric, until, direction),
    missing,
  };
}

const known = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value);

function momentsOf(values: readonly (number | undefined)[]): Moments | undefined {
  const all = values.filter((value) => value !== undefined);
  return all.length === 0 ? undefined : moments(all);
}

function secondsOf(run: RunLog, at: Point | undefined): number | undefined {
  const found = runValue(run, 'seconds', at);
  return 'value' in found ? found.value : undefined;
}

function untilOf(runs: readonly RunLog[], metric: string, goal: number, direction: Direction): Until {
  const all = runs.flatMap((run) => iterationsUntil(run, metric, goal, direction) ?? []);
  return { n: all.length, reached: all.filter(Number.isFinite).length, median: median(all) };
}
