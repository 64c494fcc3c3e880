/** @file What a figure of each hidden unit comes to over a whole network: how far its units' activations lie from zero, say. */

export const mean = (units: Float64Array): number =>
  units.reduce((sum, value) => sum + value, 0) / units.length;

/** The middle value; of an even number of values the mean of the two middle ones; NaN if one of them is NaN. */
export function median(units: Float64Array): number {
  if (units.some(Number.isNaN)) return Number.NaN;
  const sorted = units.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
