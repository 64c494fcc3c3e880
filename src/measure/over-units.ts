/** @file What a probe says of a whole network: how far its units' activations lie from zero (the paper's Fig. 2a). */
import type { LayerStatistics } from './unit-means.ts';

/** Mean and median over all hidden units of each unit's mean activation; empty for a network without hidden units. */
export const summarise = (
  layers: readonly LayerStatistics[],
): { readonly meanActivation?: number; readonly medianUnitActivation?: number } => {
  const units = Float64Array.from(layers.flatMap(({ mean }) => [...mean]));
  if (units.length === 0) return {};
  return {
    meanActivation: units.reduce((sum, mean) => sum + mean, 0) / units.length,
    medianUnitActivation: median(units),
  };
};

/** The middle value; of an even number of values the mean of the two middle ones; NaN if one of them is NaN. */
const median = (values: Float64Array): number => {
  if (values.some(Number.isNaN)) return Number.NaN;
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};
