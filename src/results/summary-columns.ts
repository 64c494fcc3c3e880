/** @file TABLE of the columns of summary.csv: what is left of each run when it fits on one line. */
import type { UserError } from '../errors.ts';
import { columnNamed, type OwnColumn } from '../measure/columns.ts';
import type { FoundRun } from './find-runs.ts';
import { KEPT, KEPT_OF_KEYS, type Kept, keptOfKeys } from './kept-columns.ts';
import type { Column, LogColumn } from './run-columns.ts';
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

const last =
  (column: string) =>
  ({ figures }: SummaryRow) =>
    figures?.last[column as LogColumn];

const finalColumn = ({ name, unit }: OwnColumn): Column<SummaryRow> => ({
  name: `final_${name}`,
  real: true,
  unit,
  doc: `${name} of the last row of the log.`,
  value: last(name),
});

const bestColumns = ({ name, unit }: OwnColumn): readonly Column<SummaryRow>[] => [
  {
    name: `best_${name}`,
    real: true,
    unit,
    doc: `Smallest ${name} of the log.`,
    value: ({ figures }) => figures?.best[name]?.value,
  },
  {
    name: `best_${name}_iteration`,
    unit: 'iterations',
    doc: `Iteration that first reached best_${name}.`,
    value: ({ figures }) => figures?.best[name]?.iteration,
  },
];

const columnsOf = ({ last, best }: Kept): readonly Column<SummaryRow>[] => [
  ...last.map(finalColumn),
  ...best.flatMap(bestColumns),
];

const ofUnits = KEPT.last.filter(({ over }) => over === 'units');

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
  ...columnsOf({ last: KEPT.last.filter((column) => !ofUnits.includes(column)), best: KEPT.best }),
  ...ofUnits.map(finalColumn),
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

/** What follows them where some run measured what is asked for by key. */
export const keyColumns = (rows: readonly SummaryRow[]): readonly Column<SummaryRow>[] =>
  columnsOf(keptOfKeys(rows.flatMap(({ figures }) => Object.keys(figures?.last ?? {}))));

/** The same for docs, with `<k>` for the number. */
export const KEY_COLUMNS = columnsOf(KEPT_OF_KEYS);

const USUAL_NAMES: ReadonlySet<string> = new Set(SUMMARY_COLUMNS.map(({ name }) => name));

/** Whether a column of summary.csv is none of the variant's. */
export function isSummaryColumn(name: string): boolean {
  const [, logged] = /^(?:final|best)_(.+?)(?:_iteration)?$/.exec(name) ?? [];
  return USUAL_NAMES.has(name) || (logged !== undefined && columnNamed(logged)?.isAsked === true);
}

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
