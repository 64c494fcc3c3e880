/** @file TABLES of the columns a run writes: log.csv, activations.csv and activation-variance.csv. The files and their docs page both follow from them. */

import type { Experiment } from '../config/experiment.ts';
import { askedColumns, type MeasuredName, type OwnColumn, USUAL } from '../measure/columns.ts';
import { mean } from '../measure/over-units.ts';
import type { UnitRow } from '../measure/probe.ts';

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

/** Columns of log.csv that say where an evaluation stands. */
const PLACE = [
  { name: 'iteration', unit: 'iterations', doc: 'Steps done so far; 0 is the row before any update.' },
  { name: 'epoch', real: true, unit: 'epochs', doc: 'Iterations divided by the steps of one epoch.' },
  { name: 'learning_rate', real: true, unit: '', doc: 'Learning rate of the step that comes next.' },
] as const;

const SECONDS = {
  name: 'seconds',
  real: true,
  unit: 'seconds',
  doc: 'Wall-clock time since the run began, evaluation included, without what is fitted once for all runs. The one column that differs between repeats of a run.',
} as const;

type Place = (typeof PLACE)[number]['name'] | typeof SECONDS.name;

/** Name of a column of log.csv. */
export type LogColumn = Place | MeasuredName;

/** One row of log.csv by column; what is not known is absent or undefined. */
export type LogRecord = { readonly [column in LogColumn]?: number | undefined };

/** One evaluation of one run. The two train figures are means over the steps since the row before, so absent in the first. */
export type LogRow = LogRecord & { readonly [column in Place]: number };

const logColumn = (column: Omit<Column<LogRow>, 'value'>): Column<LogRow> => ({
  ...column,
  value: (row) => row[column.name as LogColumn],
});

const measuredColumn = ({ name, unit, doc }: OwnColumn): Column<LogRow> =>
  logColumn({ name, real: true, unit, doc });

/** Columns of every log.csv, in order: a row an evaluation, the first of them before any update. */
export const LOG_COLUMNS: readonly Column<LogRow>[] = [
  ...PLACE.map(logColumn),
  ...USUAL.map(measuredColumn),
  logColumn(SECONDS),
];

/** Columns of the log.csv of a run. */
export const logColumns = ({ evaluate }: Pick<Experiment, 'evaluate'>): readonly Column<LogRow>[] => [
  ...LOG_COLUMNS,
  ...askedColumns(evaluate).map(measuredColumn),
];

/** Activation of one hidden unit at one evaluation. */
export interface ActivationRow extends UnitRow {
  readonly iteration: number;
  readonly epoch: number;
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
    value: ({ variances }) => mean(variances),
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
