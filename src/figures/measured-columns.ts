/** @file Which columns an experiment has measured and what it varies, on which it hangs what is drawn; and what columns are called in titles. */
import type { OwnColumn } from '../measure/columns.ts';
import { keptOfKeys } from '../results/kept-columns.ts';
import type { ExperimentRuns } from './experiment-runs.ts';

export const LOSSES = ['train_loss', 'test_loss'] as const;
export const ERRORS = ['train_error', 'test_error'] as const;

/** By the data that a column is measured on. */
export const SPLITS = {
  train_loss: 'Training',
  test_loss: 'Test',
  train_error: 'Training',
  train_set_error: 'Training',
  test_error: 'Test',
} as const;
export type SplitColumn = keyof typeof SPLITS;

export const hasColumn = ({ variants }: ExperimentRuns, metric: string): boolean =>
  variants.some(({ runs }) => runs.some(({ columns }) => columns.get(metric)?.some(Number.isFinite)));

export const varies = ({ variants }: ExperimentRuns, column: string): boolean =>
  new Set(variants.map(({ variant }) => variant[column])).size > 1;

/** An autoencoder's loss is what Fig. 3 calls its reconstruction error. */
export const isAutoencoder = ({ plan }: ExperimentRuns): boolean =>
  plan !== undefined && plan.experiment.objective !== 'cross_entropy';

/** Training and test error as Figs. 4 and 5 compare them: both without dropout, where that was measured. */
export const comparedErrors = (experiment: ExperimentRuns) =>
  [hasColumn(experiment, 'train_set_error') ? 'train_set_error' : 'train_error', 'test_error'] as const;

/** Errors that were measured because a key asked for them: of the five highest outputs, say. */
export const askedErrors = ({ variants }: ExperimentRuns): readonly OwnColumn[] =>
  keptOfKeys(variants.flatMap(({ runs }) => runs.flatMap(({ columns }) => [...columns.keys()]))).last.filter(
    ({ unit, over }) => unit === 'fraction 0..1' && over !== 'units',
  );

/** The name of a column as a part of a file's name. */
export const fileName = (column: string): string => column.replaceAll('_', '-');
