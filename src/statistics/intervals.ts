/** @file Confidence intervals of a mean and of a median that cover at the rate they state, for few runs too. */
import { fairCoinQuantile, tQuantile } from './distributions.ts';
import { moments, sorted } from './moments.ts';

/** Ends of an interval, both included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How often the intervals are to hold the true value. */
export const CONFIDENCE = 0.95;

/** Student's interval of the mean, mean ± t(1 − α/2, n − 1) · sd/√n; undefined for fewer than two values. */
export function meanInterval(values: readonly number[]): Interval | undefined {
  const { n, mean, sd } = moments(values);
  if (n < 2) return undefined;
  const half = (tQuantile((1 + CONFIDENCE) / 2, n - 1) * sd) / Math.sqrt(n);
  return { low: mean - half, high: mean + half };
}

/**
 * The interval of the median that needs no assumption on the distribution: from the k-th smallest to the k-th largest value, k the
 * largest with P(X ≤ k − 1) ≤ α/2 for X ~ Binomial(n, 1/2) (Hollander & Wolfe 1999, section 3.6). Undefined for fewer than six values,
 * whose smallest and largest hold the median with less than 95 %: 1 − 2/2ⁿ.
 */
export function medianInterval(values: readonly number[]): Interval | undefined {
  const all = sorted(values);
  const k = fairCoinQuantile((1 - CONFIDENCE) / 2, all.length);
  return k === 0 ? undefined : { low: all[k - 1]!, high: all.at(-k)! };
}
