/** @file TABLE of what an assertion may take of a variant's column. */
import type { VariantStatistics } from './variant-statistics.ts';

export const ASSERTED_STATISTICS: Readonly<
  Record<string, (statistics: VariantStatistics) => number | undefined>
> = {
  mean: ({ mean }) => mean,
  median: ({ median }) => median,
  min: ({ min }) => min,
  max: ({ max }) => max,
  sd: ({ sd }) => sd,
  best: ({ best }) => best?.mean,
  n: ({ n }) => n,
};
