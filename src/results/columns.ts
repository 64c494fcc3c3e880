/** @file TABLES of the columns a run writes: log.csv, activations.csv and activation-variance.csv. The files and their docs page both follow from them. */

import type { Experiment } from '../config/experiment.ts';

/** What a CSV field can be; undefined (unknown) is written as nothing at all. */
export type CsvValue = number | string | undefined;

/** One column of a CSV file: what it is called, what it counts in, and where its value comes from. */
export interface Column<Row> {
  readonly name: string;
  /** Unit of the value; empty for a pure number or a name. */
  readonly unit: string;
  readonly doc: string;
  /** Whether it holds fractions: then 1 is written as 1.0, for readers that take the type of a column from its first rows. */
  readonly real?: true;
  value(row: Row): CsvValue;
}

/** One evaluation of one run. The two train figures are means over the steps since the row before, so absent in the first. */
export interface LogRow {
  readonly iteration: number;
  readonly epoch: number;
  readonly learningRate: number;
  readonly trainLoss?: number;
  readonly testLoss?: number;
  /** Fractions 0..1, absent where the objective has no classes. */
  readonly trainError?: number;
  readonly testError?: number;
  /** On the first training samples as they are, without dropout; absent unless asked for. */
  readonly trainSetLoss?: number;
  readonly trainSetError?: number;
  readonly meanActivation?: number;
  readonly medianUnitActivation?: number;
  readonly seconds: number;
}

/** Columns of log.csv, in order: a row an evaluation, the first of them before any update. */
export const LOG_COLUMNS = [
  {
    name: 'iteration',
    unit: 'iterations',
    doc: 'Steps done so far; 0 is the row before any update.',
    value: (row) => row.iteration,
  },
  {
    name: 'epoch',
    real: true,
    unit: 'epochs',
    doc: 'Iterations divided by the steps of one epoch.',
    value: (row) => row.epoch,
  },
  {
    name: 'learning_rate',
    real: true,
    unit: '',
    doc: 'Learning rate of the step that comes next.',
    value: (row) => row.learningRate,
  },
  {
    name: 'train_loss',
    real: true,
    unit: '',
    doc: 'Mean loss over the training batches since the row before; empty in the first row.',
    value: (row) => row.trainLoss,
  },
  {
    name: 'test_loss',
    real: true,
    unit: '',
    doc: 'Mean loss over the test set.',
    value: (row) => row.testLoss,
  },
  {
    name: 'train_error',
    real: true,
    unit: 'fraction 0..1',
    doc: 'Wrong predictions in the training batches since the row before; empty in the first row and where there are no classes.',
    value: (row) => row.trainError,
  },
  {
    name: 'test_error',
    real: true,
    unit: 'fraction 0..1',
    doc: 'Wrong predictions on the test set; empty where there are no classes.',
    value: (row) => row.testError,
  },
  {
    name: 'mean_activation',
    real: true,
    unit: '',
    doc: 'Mean over the hidden units of their mean activation on the probe samples; empty without a probe.',
    value: (row) => row.meanActivation,
  },
  {
    name: 'median_unit_activation',
    real: true,
    unit: '',
    doc: 'Median over the hidden units of their mean activation on the probe samples; empty without a probe.',
    value: (row) => row.medianUnitActivation,
  },
  {
    name: 'seconds',
    real: true,
    unit: 'seconds',
    doc: 'Wall-clock time since the run began, evaluation included, without what is fitted once for all runs. The one column that differs between repeats of a run.',
    value: (row) => row.seconds,
  },
] as const satisfies readonly Column<LogRow>[];

/** What follows them where `evaluate.train_samples` asks for it. */
export const TRAIN_SET_COLUMNS = [
  {
    name: 'train_set_loss',
    real: true,
    unit: '',
    doc: 'Mean loss over the first `evaluate.train_samples` training samples, measured like the test loss: no dropout, no augmentation.',
    value: (row) => row.trainSetLoss,
  },
  {
    name: 'train_set_error',
    real: true,
    unit: 'fraction 0..1',
    doc: 'Wrong predictions on them; empty where there are no classes.',
    value: (row) => row.trainSetError,
  },
] as const satisfies readonly Column<LogRow>[];

/** Columns of the log.csv of a run. */
export const logColumns = ({ evaluate }: Pick<Experiment, 'evaluate'>): readonly Column<LogRow>[] =>
  evaluate.train_samples ? [...LOG_COLUMNS, ...TRAIN_SET_COLUMNS] : LOG_COLUMNS;

/** Name of a column of log.csv. */
export type LogColumn = (typeof LOG_COLUMNS | typeof TRAIN_SET_COLUMNS)[number]['name'];

/** Activation of one hidden unit at one evaluation. */
export interface ActivationRow {
  readonly iteration: number;
  readonly epoch: number;
  readonly layer: string;
  /** Index within its layer, from 0. */
  readonly unit: number;
  readonly mean: number;
  /** Absent where it is not asked for. */
  readonly median?: number;
}

/** Columns of activations.csv, in order: a row a hidden unit and evaluation. */
export const ACTIVATION_COLUMNS = [
  { name: 'iteration', unit: 'iterations', doc: 'As in log.csv.', value: (row) => row.iteration },
  { name: 'epoch', real: true, unit: 'epochs', doc: 'As in log.csv.', value: (row) => row.epoch },
  { name: 'layer', unit: '', doc: 'Layer the unit belongs to.', value: (row) => row.layer },
  { name: 'unit', unit: '', doc: 'Index of the unit within its layer, from 0.', value: (row) => row.unit },
  {
    name: 'mean',
    real: true,
    unit: '',
    doc: 'Mean of the activation over the probe samples.',
    value: (row) => row.mean,
  },
  {
    name: 'median',
    real: true,
    unit: '',
    doc: 'Exact median of the activation over the probe samples; empty without `probe.medians: true`.',
    value: (row) => row.median,
  },
] as const satisfies readonly Column<ActivationRow>[];

/** How much the medians of one hidden layer's units varied over the evaluations of a run. */
export interface LayerVariance {
  readonly layer: string;
  /** Those after the start. */
  readonly evaluations: number;
  /** One a unit, smallest first. */
  readonly variances: Float64Array;
}

const middle = (sorted: Float64Array): number =>
  (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;

/** Columns of activation-variance.csv, in order: a row a hidden layer. */
export const VARIANCE_COLUMNS = [
  { name: 'layer', unit: '', doc: 'The layer.', value: (row) => row.layer },
  { name: 'units', unit: '', doc: 'Number of its units.', value: (row) => row.variances.length },
  {
    name: 'evaluations',
    unit: '',
    doc: 'Evaluations that the variances are over: all but the one before any update.',
    value: (row) => row.evaluations,
  },
  {
    name: 'mean_variance',
    real: true,
    unit: '',
    doc: "Mean over the units of the variance (n − 1 in the denominator) of the unit's medians.",
    value: ({ variances }) => variances.reduce((sum, one) => sum + one, 0) / variances.length,
  },
  {
    name: 'median_variance',
    real: true,
    unit: '',
    doc: 'Median over the units of that variance.',
    value: ({ variances }) => middle(variances),
  },
  {
    name: 'max_variance',
    real: true,
    unit: '',
    doc: 'Largest of these variances.',
    value: ({ variances }) => variances.at(-1),
  },
] as const satisfies readonly Column<LayerVariance>[];
