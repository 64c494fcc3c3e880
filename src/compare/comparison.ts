/** @file The whole comparison as numbers: figures of each variant, and the difference of each to the baseline. */

import type { RunLog } from '../reading/run.ts';
import type { RunLabel } from '../reading/run-label.ts';
import { type Difference, difference, type ValuesByRun } from '../statistics/difference.ts';
import { holm } from '../statistics/holm.ts';
import { type Interval, meanInterval, medianInterval } from '../statistics/intervals.ts';
import { type Moments, median, moments, sorted } from '../statistics/moments.ts';
import { type Better, type Direction, directionOf } from './direction.ts';
import { metricMeant } from './metric.ts';
import { checkPoint, type Point } from './run-point.ts';
import { bestOf, figureOf, iterationsUntil } from './run-values.ts';
import { findVariant, type VariantRuns } from './variant-runs.ts';

/** What is compared, and how. */
export interface Question {
  readonly metric: string;
  /** Absent: where each run ended. */
  readonly at?: Point;
  /** The value whose first iteration is asked for. */
  readonly until?: number;
  /** Name of the variant that the others are compared with. */
  readonly baseline?: string;
  /** Whether more of the metric is better; absent: as the table of metrics has it. */
  readonly better?: Better;
}

/** Figures of one variant; statistics are over its `n` runs that have a value. */
export interface VariantFigures extends VariantRuns {
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
  /** Undefined for the baseline, and without one. */
  readonly difference: VariantDifference | undefined;
  /** Why runs have no value, with their numbers. */
  readonly missing: ReadonlyMap<string, readonly RunLabel[]>;
}

export interface VariantDifference extends Difference {
  /** p after Holm's correction over all variants that are compared. */
  readonly pHolm: number | undefined;
}

/** When the runs reached a goal. */
export interface Until {
  /** Runs that ended, or got there. */
  readonly n: number;
  readonly reached: number;
  /** Median of the iterations, a run that never got there counting as the slowest; infinite where that is the middle one. */
  readonly median: number;
}

/** The answer. */
export interface Comparison {
  /** The metric as the files spell it. */
  readonly question: Question;
  readonly direction: Direction;
  readonly variants: readonly VariantFigures[];
  readonly baseline: VariantRuns | undefined;
}

/** Throws a usage error where no run has the metric or the point, or no variant is the baseline. */
export const compare = (variants: readonly VariantRuns[], asked: Question): Comparison => {
  const question = { ...asked, metric: metricMeant(variants, asked.metric, '--metric') };
  const direction = directionOf(question.metric, question.better);
  if (question.at)
    checkPoint(
      variants.flatMap(({ runs }) => runs),
      question.at,
    );
  const baseline =
    question.baseline === undefined ? undefined : findVariant(variants, question.baseline, '--baseline');
  const figures = variants.map((variant) => figuresOf(variant, question, direction));
  const reference = figures.find(({ label }) => label === baseline?.label);
  const differences = figures.map((one) =>
    reference === undefined || one.label === reference.label
      ? undefined
      : difference(named(one), named(reference)),
  );
  const tests = differences.flatMap((one) => one?.test ?? []);
  const adjusted = holm(tests.map(({ p }) => p));
  const withHolm = differences.map(
    (one) => one && { ...one, pHolm: one.test && adjusted[tests.indexOf(one.test)] },
  );
  return {
    question,
    direction,
    baseline,
    variants: figures.map((one, i) => ({ ...one, difference: withHolm[i] })),
  };
};

const figuresOf = (
  variant: VariantRuns,
  { metric, at, until }: Question,
  direction: Direction,
): Omit<VariantFigures, 'difference'> => {
  const values = new Map<RunLabel, number>();
  const missing = new Map<string, RunLabel[]>();
  for (const run of variant.runs) {
    const figure = figureOf(run, metric, at);
    if ('value' in figure) values.set(run.run, figure.value);
    else missing.set(figure.missing, [...(missing.get(figure.missing) ?? []), run.run]);
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
};

/** Values of the runs that something names: only those have partners. */
const named = ({ runs, values }: Pick<VariantFigures, 'runs' | 'values'>): ValuesByRun =>
  runs.some(({ isUnnamed }) => isUnnamed) ? new Map() : values;

const known = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value);

const momentsOf = (values: readonly (number | undefined)[]): Moments | undefined => {
  const all = values.filter((value) => value !== undefined);
  return all.length === 0 ? undefined : moments(all);
};

const secondsOf = (run: RunLog, at: Point | undefined): number | undefined => {
  const figure = figureOf(run, 'seconds', at);
  return 'value' in figure ? figure.value : undefined;
};

const untilOf = (runs: readonly RunLog[], metric: string, goal: number, direction: Direction): Until => {
  const all = runs.flatMap((run) => iterationsUntil(run, metric, goal, direction) ?? []);
  return { n: all.length, reached: all.filter(Number.isFinite).length, median: median(all) };
};
