/** @file A comparison as one JSON object: the columns of `--format csv` by name, and what does not fit in a table. */

import type { Reading } from '../reading/runs-read.ts';
import { CONFIDENCE } from '../statistics/intervals.ts';
import type { Comparison } from './comparison.ts';
import { COMPARE_COLUMNS } from './comparison-columns.ts';
import type { Judged } from './judge.ts';

/** Pretty-printed, null where a figure is not known. `version` counts changes that a reader must know of. */
export function comparisonJson(
  comparison: Comparison,
  assertions: readonly Judged[],
  notes: readonly string[],
  readings: readonly Reading[],
): string {
  const { question, direction, baseline, variants } = comparison;
  const object = {
    version: 1,
    metric: question.metric,
    higher_is_better: direction.better === 'higher',
    direction: direction.basis,
    at: question.at ?? null,
    until: question.until ?? null,
    baseline: baseline?.label ?? null,
    confidence: CONFIDENCE,
    variants: variants.map((statistics) => ({
      ...Object.fromEntries(
        COMPARE_COLUMNS.map(({ name, value }) => [name, value({ statistics, comparison }) ?? null]),
      ),
      // As it is: JSON needs no apostrophe.
      variant: statistics.label,
      metric: question.metric,
      baseline: baseline?.label ?? null,
      sets: statistics.variant,
      values: [...statistics.values].map(([run, value]) => ({ run, value })),
    })),
    assertions,
    notes,
    read: readings,
  };
  return `${JSON.stringify(object, undefined, 2)}\n`;
}
