/**
 * @file Exact medians of values that come in parts and are too many to keep: a bracket, guessed from a few of them, says which to keep; the
 * rest is only counted.
 */

/** The two middle values of many, equal where these are odd in number; or two values between which they lie, ends included. */
export interface Bracket {
  readonly low: number;
  readonly high: number;
}

/** Where values can lie of which nothing is known. */
export const ANYWHERE: Bracket = { low: -Infinity, high: Infinity };

/** Takes the values of one unit. */
export interface Collector {
  /** Adds values[from], …, values[to − 1]. */
  add(values: Float32Array, from: number, to: number): void;
  /** Added up in double precision. */
  mean(): number;
  /** The middle values; `found` says whether they lay in the collector's bracket, else it is where they lie. NaN where the mean is. */
  middle(): Bracket & { readonly found: boolean };
  /**
   * Where the middle values of a larger set lie of which these are a random sample. Of n values n/2 ± √n/2 are below its median; this goes
   * out five of these deviations, so that one guess in two million is wrong. Only for a collector of ANYWHERE.
   */
  guess(): Bracket;
}

const DEVIATIONS = 5;

/** A collector that keeps the values inside a bracket. */
export function collector({ low, high }: Bracket): Collector {
  let [count, sum, below, upToLow, upToHigh, kept] = [0, 0, 0, 0, 0, 0];
  let inside = new Float32Array();

  /** Where the value of a rank lies, counted from 0: at one place, unless that is outside the bracket. */
  const ranked = (rank: number): Bracket => {
    if (rank < below) return { low: -Infinity, high: low };
    if (rank >= upToHigh) return { low: high, high: Infinity };
    const past = rank - upToLow;
    const value = past < 0 ? low : past < kept ? select(inside.subarray(0, kept), past) : high;
    return { low: value, high: value };
  };

  return {
    add(values, from, to) {
      const most = kept + to - from;
      if (inside.length < most) {
        const wider = new Float32Array(2 * most);
        wider.set(inside);
        inside = wider;
      }
      // Comparisons as numbers, since the processor could not foresee which branch a value takes; and in variables of this call, since those
      // of a closure are slow to change (docs/decisions/0010-exact-medians.md).
      const room = inside;
      let [total, less, atMostLow, atMostHigh, next] = [sum, below, upToLow, upToHigh, kept];
      for (let i = from; i < to; i++) {
        const value = values[i]!;
        total += value;
        less += Number(value < low);
        atMostLow += Number(value <= low);
        atMostHigh += Number(value <= high);
        room[next] = value;
        next += Number(value > low) & Number(value < high);
      }
      [sum, below, upToLow, upToHigh, kept] = [total, less, atMostLow, atMostHigh, next];
      count += to - from;
    },
    mean: () => sum / count,
    middle() {
      if (Number.isNaN(sum)) return { low: Number.NaN, high: Number.NaN, found: true };
      const [lower, upper] = [ranked((count - 1) >> 1), ranked(count >> 1)];
      const found = lower.low === lower.high && upper.low === upper.high;
      return { low: lower.low, high: upper.high, found };
    },
    guess() {
      const width = Math.ceil((DEVIATIONS * Math.sqrt(count)) / 2);
      return { low: ranked((count >> 1) - width).low, high: ranked((count >> 1) + width).high };
    },
  };
}

/**
 * Moves the k-th smallest value (from 0) to place k, smaller ones before it and larger ones after it: Hoare's selection with the median of
 * three as pivot, linear on average. Works in place.
 */
function select(values: Float32Array, k: number): number {
  let [left, right] = [0, values.length - 1];
  while (left < right) {
    const [a, b, c] = [values[left]!, values[(left + right) >> 1]!, values[right]!];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let [i, j] = [left, right];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const held = values[i]!;
        values[i++] = values[j]!;
        values[j--] = held;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k]!;
}
