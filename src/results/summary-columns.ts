/** @file TABLE of the columns of summary.csv: what is left of each run when it fits on one line. */
import type { RunPlan } from '../config/experiment.ts';
import type { Column, LogColumn } from './columns.ts';
import type { LogRecord } from './log.ts';
import type { RunStatus } from './status.ts';

/** One run as its folder has it. */
export interface SummaryRow {
  readonly plan: RunPlan;
  /** Absent for a run that has not begun. */
  readonly status: RunStatus | undefined;
  /** Rows of its log.csv; none where it has not begun. */
  readonly log: readonly LogRecord[];
  /** What activation-variance.csv has on average over the units, once the run is done. */
  readonly activationVariance?: number;
}

const last = (column: LogColumn) => (row: SummaryRow) => row.log.at(-1)?.[column];

/** The evaluation with the smallest value of a column, the first of equals; NaN and unknown ones don't count. */
const bestRow = (log: readonly LogRecord[], column: LogColumn): LogRecord | undefined =>
  log.reduce<LogRecord | undefined>((best, row) => {
    const value = row[column] ?? Number.NaN;
    return value < (best?.[column] ?? Infinity) ? row : best;
  }, undefined);

const best = (column: LogColumn) => (row: SummaryRow) => bestRow(row.log, column)?.[column];
const bestIteration = (column: LogColumn) => (row: SummaryRow) => bestRow(row.log, column)?.iteration;

/** Columns of summary.csv that every experiment has, in order; one a variant key stands before them. */
export const SUMMARY_COLUMNS: readonly Column<SummaryRow>[] = [
  {
    name: 'run',
    unit: '',
    doc: 'Number of the run within its variant.',
    value: (row) => row.plan.run,
  },
  { name: 'seed', unit: '', doc: "The experiment's seed.", value: (row) => row.plan.experiment.seed },
  {
    name: 'status',
    unit: '',
    doc: 'done, diverged, failed, interrupted or running; empty for a run that has not begun.',
    value: (row) => row.status?.status,
  },
  {
    name: 'iterations',
    unit: 'iterations',
    doc: 'Steps done, as of the last row of the log.',
    value: last('iteration'),
  },
  {
    name: 'epochs',
    unit: 'epochs',
    doc: 'Epochs done, as of the last row of the log.',
    value: last('epoch'),
  },
  {
    name: 'final_train_loss',
    unit: '',
    doc: 'train_loss of the last row of the log.',
    value: last('train_loss'),
  },
  {
    name: 'final_test_loss',
    unit: '',
    doc: 'test_loss of the last row of the log.',
    value: last('test_loss'),
  },
  {
    name: 'final_train_error',
    unit: 'fraction 0..1',
    doc: 'train_error of the last row of the log.',
    value: last('train_error'),
  },
  {
    name: 'final_test_error',
    unit: 'fraction 0..1',
    doc: 'test_error of the last row of the log.',
    value: last('test_error'),
  },
  {
    name: 'best_test_error',
    unit: 'fraction 0..1',
    doc: 'Smallest test_error of the log.',
    value: best('test_error'),
  },
  {
    name: 'best_test_error_iteration',
    unit: 'iterations',
    doc: 'Iteration that first reached best_test_error.',
    value: bestIteration('test_error'),
  },
  { name: 'best_test_loss', unit: '', doc: 'Smallest test_loss of the log.', value: best('test_loss') },
  {
    name: 'best_test_loss_iteration',
    unit: 'iterations',
    doc: 'Iteration that first reached best_test_loss.',
    value: bestIteration('test_loss'),
  },
  {
    name: 'final_mean_activation',
    unit: '',
    doc: 'mean_activation of the last row of the log.',
    value: last('mean_activation'),
  },
  {
    name: 'final_median_unit_activation',
    unit: '',
    doc: 'median_unit_activation of the last row of the log.',
    value: last('median_unit_activation'),
  },
  {
    name: 'median_activation_variance',
    unit: '',
    doc: 'Mean over the hidden units of activation-variance.csv; empty without `probe.medians: true`, and for a run that is not done.',
    value: (row) => row.activationVariance,
  },
  { name: 'seconds', unit: 'seconds', doc: 'seconds of the last row of the log.', value: last('seconds') },
];

/** A column for each variant key of the plans, in the order of the experiment file. */
export const variantColumns = (plans: readonly RunPlan[]): readonly Column<SummaryRow>[] =>
  [...new Set(plans.flatMap(({ variant }) => Object.keys(variant)))].map((key) => ({
    name: key,
    unit: '',
    doc: `Value of ${key} in this variant.`,
    value: ({ plan }) => plan.variant[key],
  }));
