/** @file TABLE of the columns of summary.csv: what is left of each run when it fits on one line. */
import type { UserError } from '../errors.ts';
import type { Column, LogColumn } from './columns.ts';
import type { FoundRun } from './find-runs.ts';
import type { RunFigures } from './run-figures.ts';
import { settingWriter } from './setting-texts.ts';

/** One run as its folder has it. */
export interface SummaryRow {
  readonly found: FoundRun;
  readonly variant: Readonly<Record<string, string>>;
  readonly run: number | undefined;
  readonly seed: number | undefined;
  /** Undefined where its log is damaged. */
  readonly figures: RunFigures | undefined;
  /** What is wrong with its log. */
  readonly fault: UserError | undefined;
}

type BestColumn = keyof RunFigures['best'];

const last = (column: LogColumn) => (row: SummaryRow) => row.figures?.last[column];
const best = (column: BestColumn) => (row: SummaryRow) => row.figures?.best[column]?.value;
const bestIteration = (column: BestColumn) => (row: SummaryRow) => row.figures?.best[column]?.iteration;

/** Columns of summary.csv that every experiment has, in order; one a variant key stands before them. */
export const SUMMARY_COLUMNS: readonly Column<SummaryRow>[] = [
  {
    name: 'run',
    unit: '',
    doc: 'Number of the run within its variant.',
    value: (row) => row.run,
  },
  {
    name: 'seed',
    unit: '',
    doc: "The experiment's seed; empty for a run that has not begun.",
    value: (row) => row.seed,
  },
  {
    name: 'status',
    unit: '',
    doc: 'done, diverged, failed, interrupted or running; empty for a run that has not begun.',
    value: (row) => row.found.status?.status,
  },
  {
    name: 'iterations',
    unit: 'iterations',
    doc: 'Steps done, as of the last row of the log.',
    value: last('iteration'),
  },
  {
    name: 'epochs',
    real: true,
    unit: 'epochs',
    doc: 'Epochs done, as of the last row of the log.',
    value: last('epoch'),
  },
  {
    name: 'final_train_loss',
    real: true,
    unit: '',
    doc: 'train_loss of the last row of the log.',
    value: last('train_loss'),
  },
  {
    name: 'final_test_loss',
    real: true,
    unit: '',
    doc: 'test_loss of the last row of the log.',
    value: last('test_loss'),
  },
  {
    name: 'final_train_error',
    real: true,
    unit: 'fraction 0..1',
    doc: 'train_error of the last row of the log.',
    value: last('train_error'),
  },
  {
    name: 'final_test_error',
    real: true,
    unit: 'fraction 0..1',
    doc: 'test_error of the last row of the log.',
    value: last('test_error'),
  },
  {
    name: 'best_test_error',
    real: true,
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
  {
    name: 'best_test_loss',
    real: true,
    unit: '',
    doc: 'Smallest test_loss of the log.',
    value: best('test_loss'),
  },
  {
    name: 'best_test_loss_iteration',
    unit: 'iterations',
    doc: 'Iteration that first reached best_test_loss.',
    value: bestIteration('test_loss'),
  },
  {
    name: 'final_mean_activation',
    real: true,
    unit: '',
    doc: 'mean_activation of the last row of the log.',
    value: last('mean_activation'),
  },
  {
    name: 'final_median_unit_activation',
    real: true,
    unit: '',
    doc: 'median_unit_activation of the last row of the log.',
    value: last('median_unit_activation'),
  },
  {
    name: 'median_activation_variance',
    real: true,
    unit: '',
    doc: 'Mean over the hidden units of activation-variance.csv; empty without `probe.medians: true`, and for a run that is not done.',
    value: (row) => row.figures?.activationVariance,
  },
  {
    name: 'seconds',
    real: true,
    unit: 'seconds',
    doc: 'seconds of the last row of the log.',
    value: last('seconds'),
  },
];

/** A column for each key that the variant of some run sets, in the order in which they come. */
export const variantColumns = (rows: readonly SummaryRow[]): readonly Column<SummaryRow>[] =>
  [...new Set(rows.flatMap(({ variant }) => Object.keys(variant)))].map((key) => {
    const write = settingWriter(rows.map(({ variant }) => variant[key]));
    return {
      name: key,
      unit: '',
      doc: `Value of ${key} in this variant.`,
      value: ({ variant }) => (variant[key] === undefined ? undefined : write(variant[key])),
    };
  });
