/** @file Weights of Pillow's bilinear filter: a triangle as wide as the pixels that become one, in fixed point. */

/** Bits below the point: weights of at most 1 times bytes fit in 32 bits, with room for the sign and for rounding. */
export const BITS = 22;
/** What rounds a sum of weighed bytes to the nearest. */
export const HALF = 1 << (BITS - 1);

export interface Weights {
  /** Most pixels that any new one is made of. */
  readonly taps: number;
  /** Of each new pixel the first old one that it is made of. */
  readonly first: Int32Array;
  /** And how many. */
  readonly count: Int32Array;
  /** Their weights, `taps` of each new pixel, in units of 2^-BITS. */
  readonly values: Int32Array;
}

/**
 * New pixel i lies at c = (i + ½) · scale, where scale = old / new. Old pixel j weighs max(0, 1 - |j + ½ - c| / max(1, scale)), and all together 1.
 * The order of operations is Pillow's, to the last bit of a double.
 */
export function triangle(from: number, to: number): Weights {
  const scale = from / to;
  const support = Math.max(1, scale);
  const taps = Math.ceil(support) * 2 + 1;
  const narrow = 1 / support;
  const [first, count, values] = [new Int32Array(to), new Int32Array(to), new Int32Array(to * taps)];
  const exact = new Float64Array(taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const n = Math.min(from, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let j = 0; j < n; j++) {
      exact[j] = Math.max(0, 1 - Math.abs((j + start - centre + 0.5) * narrow));
      sum += exact[j]!;
    }
    for (let j = 0; j < n; j++) values[i * taps + j] = Math.trunc(0.5 + (exact[j]! / sum) * (1 << BITS));
    first[i] = start;
    count[i] = n;
  }
  return { taps, first, count, values };
}
