/** @file The exact median of many numbers, without sorting them. */

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

/** The middle value, or the mean of the two middle ones; reorders its argument. NaN where there is a NaN or nothing at all. */
export function median(values: Float32Array): number {
  const n = values.length;
  if (n === 0 || values.some(Number.isNaN)) return Number.NaN;
  const upper = select(values, n >> 1);
  if (n % 2 === 1) return upper;
  // After the selection everything below the place n/2 is no larger: the lower middle value is the largest of it.
  let lower = values[0]!;
  for (let i = 1; i < n >> 1; i++) if (values[i]! > lower) lower = values[i]!;
  return (lower + upper) / 2;
}
