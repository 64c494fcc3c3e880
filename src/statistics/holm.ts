/** @file Holm's correction: of several comparisons, how probable the smallest p values are by chance alone. */

/**
 * Adjusted p values, in the order given: the i-th smallest (i from 1) of m is max over j ≤ i of min(1, (m − j + 1) p₍ⱼ₎) (Holm 1979).
 * Those below α hold together with a probability of error of at most α.
 */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const adjusted = new Array<number>(values.length);
  let largest = 0;
  for (const [place, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (values.length - place) * values[i]!));
    adjusted[i] = largest;
  }
  return adjusted;
}
