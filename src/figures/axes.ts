/** @file What stands on the axes: names of columns in words, with their units. */

import type { VariantRuns } from '../compare/variant-runs.ts';
import { columnNamed } from '../measure/columns.ts';
import type { RunLog } from '../reading/run.ts';
import type { ExperimentRuns } from './experiment-runs.ts';

export interface MetricAxis {
  readonly title: string;
  /** What values are multiplied with. */
  readonly factor: number;
  readonly unit: string;
}

const PERCENT = { factor: 100, unit: '%' };
const LOSS_UNITS = {
  cross_entropy: 'cross-entropy, nats',
  mean_squared_error: 'squared error per pixel',
  binary_cross_entropy: 'cross-entropy per pixel, nats',
} as const;

/**
 * How a column of log.csv, or of anyone's file, is drawn. Columns of ours that are fractions are drawn as percent; in anyone's file
 * they are so where no value is above 1.
 */
export function metricAxis(
  metric: string,
  { plan, variants }: Pick<ExperimentRuns, 'plan' | 'variants'>,
): MetricAxis {
  const own = columnNamed(metric);
  const words = own?.words ?? metric;
  if (own?.unit === 'fraction 0..1' && (plan !== undefined || isFraction(variants, metric)))
    return { title: `${words} (%)`, ...PERCENT };
  const unit = plan && own?.measure === 'loss' ? LOSS_UNITS[plan.experiment.objective] : '';
  return { title: unit === '' ? words : `${words} (${unit})`, factor: 1, unit };
}

const isFraction = (variants: readonly VariantRuns[], metric: string): boolean =>
  variants.every(({ runs }) => runs.every(({ columns }) => !columns.get(metric)?.some((value) => value > 1)));

/**
 * The column that runs along: epochs where every row is at the end of one, so that they rise from row to row and are the same for an
 * iteration in all runs of a variant; else iterations.
 */
export function stepOf(variants: readonly VariantRuns[]): 'epoch' | 'iteration' {
  const begun = variants.map(({ runs }) => runs.filter(({ columns }) => columns.size > 0));
  return begun.some(({ length }) => length > 0) && begun.every(areAtEnds) ? 'epoch' : 'iteration';
}

function areAtEnds(runs: readonly RunLog[]): boolean {
  const epochAt = new Map<number, number>();
  return runs.every(({ columns }) => {
    const [epochs, iterations] = [columns.get('epoch'), columns.get('iteration')];
    return epochs?.every((epoch, row) => {
      const iteration = iterations?.[row] ?? row;
      const known = epochAt.get(iteration) ?? epoch;
      epochAt.set(iteration, epoch);
      return Number.isInteger(epoch) && epoch === known && (row === 0 || epoch > epochs[row - 1]!);
    });
  });
}

export const STEP_TITLES = { epoch: 'epoch', iteration: 'iteration' } as const;
