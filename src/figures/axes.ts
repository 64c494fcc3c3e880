/** @file What stands on the axes: names of columns in words, with their units. */
import type { VariantRuns } from '../compare/variants.ts';
import type { ExperimentRuns } from './experiment-runs.ts';

interface MetricAxis {
  readonly title: string;
  /** What values are multiplied with. */
  readonly factor: number;
  readonly unit: string;
}

const PERCENT = { factor: 100, unit: '%' };
const WORDS: Readonly<Record<string, string>> = {
  train_loss: 'training loss',
  test_loss: 'test loss',
  train_error: 'training error',
  test_error: 'test error',
  median_unit_activation: 'median of unit activations',
  mean_activation: 'mean of unit activations',
};
const LOSS_UNITS = {
  cross_entropy: 'cross-entropy, nats',
  mean_squared_error: 'squared error per pixel',
  binary_cross_entropy: 'cross-entropy per pixel, nats',
} as const;

/** How a column of log.csv, or of anyone's file, is drawn. Columns of ours called error are fractions and drawn as percent. */
export const metricAxis = (metric: string, { plan }: Pick<ExperimentRuns, 'plan'>): MetricAxis => {
  const words = WORDS[metric] ?? metric;
  if (metric === 'train_error' || metric === 'test_error') return { title: `${words} (%)`, ...PERCENT };
  const unit = plan && /^t(rain|est)_loss$/.test(metric) ? LOSS_UNITS[plan.experiment.objective] : '';
  return { title: unit === '' ? words : `${words} (${unit})`, factor: 1, unit };
};

/** The column that runs along: epochs where every row is at the end of one, else iterations. */
export const stepOf = (variants: readonly VariantRuns[]): 'epoch' | 'iteration' => {
  const epochs = variants.flatMap(({ runs }) => runs.map(({ columns }) => columns.get('epoch')));
  const whole = epochs.every((column) => column?.every((value) => Number.isInteger(value)));
  return whole && epochs.length > 0 ? 'epoch' : 'iteration';
};

export const STEP_TITLES = { epoch: 'epoch', iteration: 'iteration' } as const;
