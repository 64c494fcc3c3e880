/** @file The whole comparison as numbers: statistics of each variant, and the difference of each to the baseline. */
import { type Difference, difference, type ValuesByRun } from '../statistics/difference.ts';
import { holm } from '../statistics/holm.ts';
import { type Direction, directionOf } from './direction.ts';
import { metricMeant } from './metric.ts';
import type { Question } from './question.ts';
import { checkPoint } from './run-point.ts';
import { findVariant, type VariantRuns } from './variant-runs.ts';
import { statisticsOf, type VariantStatistics } from './variant-statistics.ts';

/** The difference of a variant to the baseline. */
export interface VariantDifference extends Difference {
  /** p after Holm's correction over all variants that are compared. */
  readonly pHolm: number | undefined;
}

/** The statistics of a variant, beside those of the others. */
export interface ComparedStatistics extends VariantStatistics {
  /** Undefined for the baseline, and without one. */
  readonly difference: VariantDifference | undefined;
}

/** The answer. */
export interface Comparison {
  /** The metric as the files spell it. */
  readonly question: Question;
  readonly direction: Direction;
  readonly variants: readonly ComparedStatistics[];
  readonly baseline: VariantRuns | undefined;
}

/** @throws UserError (exit code 2) where no run has the metric or the point, or no variant is the baseline. */
export function compare(variants: readonly VariantRuns[], asked: Question): Comparison {
  const question = { ...asked, metric: metricMeant(variants, asked.metric, '--metric') };
  const direction = directionOf(question.metric, question.better);
  if (question.at)
    checkPoint(
      variants.flatMap(({ runs }) => runs),
      question.at,
    );
  const baseline =
    question.baseline === undefined ? undefined : findVariant(variants, question.baseline, '--baseline');
  const all = variants.map((variant) => statisticsOf(variant, question, direction));
  const differences = differencesTo(baseline, all);
  return {
    question,
    direction,
    baseline,
    variants: all.map((one, i) => ({ ...one, difference: differences[i] })),
  };
}

/** Of each variant, with p after Holm's correction; undefined for the baseline, and without one. */
function differencesTo(
  baseline: VariantRuns | undefined,
  all: readonly VariantStatistics[],
): readonly (VariantDifference | undefined)[] {
  const reference = all.find(({ label }) => label === baseline?.label);
  const differences = all.map((one) =>
    reference === undefined || one.label === reference.label
      ? undefined
      : difference(named(one), named(reference)),
  );
  const tests = differences.flatMap((one) => one?.test ?? []);
  const adjusted = holm(tests.map(({ p }) => p));
  return differences.map((one) => one && { ...one, pHolm: one.test && adjusted[tests.indexOf(one.test)] });
}

/** Values of the runs that something names: only those have partners. */
const named = ({ runs, values }: Pick<VariantStatistics, 'runs' | 'values'>): ValuesByRun =>
  runs.some(({ isUnnamed }) => isUnnamed) ? new Map() : values;
