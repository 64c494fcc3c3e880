/** @file A variant against the baseline, run k against run k: how large the difference is, and whether it could be chance. */
import { randomStream } from '../random/stream.ts';
import type { RunLabel } from '../reading/run-label.ts';
import { bootstrapInterval } from './bootstrap.ts';
import { type Interval, meanInterval } from './intervals.ts';
import { moments } from './moments.ts';
import { signedRankTest, smallestP } from './wilcoxon.ts';

/** Values of a variant's runs by their number. */
export type ValuesByRun = ReadonlyMap<RunLabel, number>;

/** Differences variant − baseline over the runs that both have. */
export interface Difference {
  readonly pairs: number;
  readonly mean: number | undefined;
  readonly sd: number | undefined;
  /** Student's interval of the mean. */
  readonly interval: Interval | undefined;
  /** Bootstrap-t interval of the mean. */
  readonly bootstrap: Interval | undefined;
  /** Wilcoxon's signed-rank test; undefined below three pairs. */
  readonly test: Test | undefined;
}

/** What the test says. */
export interface Test {
  /** Pairs that differ; the others say nothing. */
  readonly n: number;
  /** Two-sided. */
  readonly p: number;
  /** The smallest p that n pairs can have. */
  readonly smallest: number;
  /** Sum of the ranks of the differences above zero. */
  readonly plus: number;
  /** Matched-pairs rank-biserial correlation, −1 to 1. */
  readonly effect: number;
}

/** Fewer pairs can't reach p < 0.5, which says nothing. */
const FEWEST_TO_TEST = 3;

/** The same resamples whenever and wherever the same values are compared. */
const STREAM = { seed: 0, run: 0, purpose: 'bootstrap', index: 0 } as const;

/** variant − baseline of every run that both have. */
export const pairedDifferences = (variant: ValuesByRun, baseline: ValuesByRun): readonly number[] =>
  [...variant].flatMap(([run, value]) => {
    const other = baseline.get(run);
    return other === undefined ? [] : [value - other];
  });

/** Compares what pairs there are. */
export function difference(variant: ValuesByRun, baseline: ValuesByRun): Difference {
  const differences = pairedDifferences(variant, baseline);
  const { n, mean, sd } = moments(differences);
  return {
    pairs: n,
    mean: n > 0 ? mean : undefined,
    sd: n > 1 ? sd : undefined,
    interval: meanInterval(differences),
    bootstrap: bootstrapInterval(differences, randomStream(STREAM).below),
    test: n < FEWEST_TO_TEST ? undefined : tested(differences),
  };
}

function tested(differences: readonly number[]): Test {
  const { n, p, plus, effect } = signedRankTest(differences);
  return { n, p, smallest: smallestP(n), plus, effect };
}

/** The fewest pairs whose smallest p, m comparisons corrected for by Holm, lies below `alpha`: m · 2/2ⁿ < α. */
export function pairsNeeded(comparisons: number, alpha: number): number {
  let n = FEWEST_TO_TEST;
  while (comparisons * smallestP(n) >= alpha) n++;
  return n;
}
