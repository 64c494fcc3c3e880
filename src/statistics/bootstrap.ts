/** @file The bootstrap-t interval of a mean: what the values themselves say of its spread, in place of Student's assumption of normality. */
import { CONFIDENCE, type Interval } from './intervals.ts';
import { type Moments, moments, sorted } from './moments.ts';

/** So that (RESAMPLES + 1) α/2 is a whole number. */
const RESAMPLES = 9_999;
/** Below, too many resamples repeat a single value, which says nothing of its spread. */
export const FEWEST_TO_RESAMPLE = 5;

/**
 * n values are drawn with replacement, again and again, and each time t = (m − mean)/(s/√n) is taken with their mean m and standard
 * deviation s. The interval is mean − t(1 − α/2) · sd/√n to mean − t(α/2) · sd/√n, t(q) the q (resamples + 1)-th smallest of those
 * (Efron & Tibshirani 1993, section 12.5).
 * `below(n)` draws a whole number in [0, n). Undefined for fewer than five values, and where they hold too few different ones.
 */
export function bootstrapInterval(
  values: readonly number[],
  below: (n: number) => number,
  resamples = RESAMPLES,
): Interval | undefined {
  const n = values.length;
  if (n < FEWEST_TO_RESAMPLE) return undefined;
  const all = moments(values);
  const scores = sorted(
    Array.from({ length: resamples }, () =>
      score(moments(Array.from({ length: n }, () => values[below(n)]!)), all),
    ),
  );
  const place = Math.floor(((1 - CONFIDENCE) / 2) * (resamples + 1) + 1e-9);
  const error = all.sd / Math.sqrt(n);
  const interval = {
    low: all.mean - scores.at(-place)! * error,
    high: all.mean - scores[place - 1]! * error,
  };
  return Number.isFinite(interval.low) && Number.isFinite(interval.high) ? interval : undefined;
}

/** Values that differ by less, beside their spread, differ by rounding: 0.3 − 0.4 and 0.1 − 0.2. */
const ROUNDING = 1e-9;

/** Infinite for a resample of one value alone, unless that value is the mean. */
function score({ n, mean, sd }: Moments, all: Moments): number {
  if (sd > ROUNDING * all.sd) return (mean - all.mean) / (sd / Math.sqrt(n));
  const apart = Math.abs(mean - all.mean) > ROUNDING * all.sd;
  return apart ? Math.sign(mean - all.mean) * Infinity : 0;
}
