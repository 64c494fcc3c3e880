/** @file A row of a comparison's table: a variant, and the comparison that it is in. */
import type { ComparedStatistics, Comparison } from './comparison.ts';

export interface ComparedVariant {
  readonly statistics: ComparedStatistics;
  readonly comparison: Comparison;
}
