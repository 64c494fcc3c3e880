/** @file Mean, standard deviation and median. */

export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** n − 1 in the denominator; NaN for fewer than two values. */
  readonly sd: number;
}

/**
 * mean = x₀ + Σ(x − x₀)/n and sd = √(Σ(x − mean)²/(n − 1)); the shift by x₀ makes both exact where all values are equal. NaN for no values.
 */
export const moments = (values: readonly number[]): Moments => {
  const n = values.length;
  const origin = values[0] ?? Number.NaN;
  const mean = origin + values.reduce((sum, x) => sum + (x - origin), 0) / n;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { n, mean, sd: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)) };
};

/** Smallest first, infinities at their ends. */
export const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

/** The middle value, or the mean of the two in the middle; NaN for none. */
export const median = (values: readonly number[]): number => {
  const all = sorted(values);
  const [low, high] = [all[(all.length - 1) >> 1], all[all.length >> 1]];
  if (low === undefined || high === undefined) return Number.NaN;
  return low === high ? low : (low + high) / 2;
};
