/** @file Mean, standard deviation, median and quantiles: what is said of a handful of values. */

export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** n − 1 in the denominator; NaN for fewer than two values. */
  readonly sd: number;
}

/** x₀ + Σ(x − x₀)/n; the shift by x₀ makes it exact where all values are equal. NaN for no values. */
export function mean(values: readonly number[]): number {
  const origin = values[0] ?? Number.NaN;
  return origin + values.reduce((sum, x) => sum + (x - origin), 0) / values.length;
}

/** The mean, and sd = √(Σ(x − mean)²/(n − 1)). */
export function moments(values: readonly number[]): Moments {
  const n = values.length;
  const middle = mean(values);
  const squares = values.reduce((sum, x) => sum + (x - middle) ** 2, 0);
  return { n, mean: middle, sd: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)) };
}

/** Smallest first, infinities at their ends. */
export const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

/** The middle value, or the mean of the two in the middle; NaN for none. */
export function median(values: readonly number[]): number {
  const all = sorted(values);
  const [low, high] = [all[(all.length - 1) >> 1], all[all.length >> 1]];
  if (low === undefined || high === undefined) return Number.NaN;
  return low === high ? low : (low + high) / 2;
}

/** Between the values about place (n − 1)q, in proportion: type 7 of Hyndman & Fan 1996, the default of NumPy and R. */
export function quantile(ascending: readonly number[], q: number): number {
  const place = (ascending.length - 1) * q;
  const [below, above] = [ascending[Math.floor(place)]!, ascending[Math.ceil(place)]!];
  return below + (above - below) * (place - Math.floor(place));
}
