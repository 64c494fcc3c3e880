/** @file Page of the CSV files and their columns. */
import { COMPARE_COLUMNS } from '../compare/comparison-columns.ts';
import { TIDY_COLUMNS } from '../export/tidy.ts';
import { OF_KEYS, OF_TRAIN_SET } from '../measure/columns.ts';
import { askings } from '../measure/measures.ts';
import { ACTIVATION_COLUMNS, type Column, LOG_COLUMNS, VARIANCE_COLUMNS } from '../results/run-columns.ts';
import { KEY_COLUMNS, SUMMARY_COLUMNS } from '../results/summary-columns.ts';
import { code, page, table } from './markdown.ts';

const columns = (of: readonly Omit<Column<never>, 'value'>[]): string =>
  table(
    ['column', 'unit', 'meaning'],
    // Outside of code the brackets would be taken for HTML.
    of.map(({ name, unit, doc }) => [code(name), unit, doc.replaceAll(/\w*<k>\w*/g, code)]),
  );

/** Columns of log.csv, activations.csv, activation-variance.csv and summary.csv, of a comparison and of the tidy export. */
export const columnsPage = (): string =>
  page(
    'Columns of the CSV files',
    'RFC 4180 with a header, lines ending in a line feed alone; one fact a column; numbers as the shortest text that reads back as the same number, in columns of fractions ' +
      'with a point or an exponent (`1.0`), so that polars and DuckDB take them for fractions from the first row; `NaN`, `inf` and `-inf` where a figure is no finite number; empty where nothing was measured.',
    '## log.csv: a row an evaluation',
    columns(LOG_COLUMNS),
    'With `evaluate.train_samples` these follow:',
    columns(OF_TRAIN_SET),
    ...askings.flatMap(({ name }) => [
      `With \`evaluate.${name}\`, whose value stands for \`<k>\`:`,
      columns(OF_KEYS.filter(({ measure }) => measure === name)),
    ]),
    '## activations.csv: a row a hidden unit and evaluation',
    'Written where the config says `probe.per_unit: true` or `probe.medians: true`.',
    columns(ACTIVATION_COLUMNS),
    '## activation-variance.csv: a row a hidden layer',
    'Written at the end of a run where the config says `probe.medians: true`: how much the medians of activations.csv vary over the evaluations of the run.',
    columns(VARIANCE_COLUMNS),
    '## summary.csv: a row a run',
    'Of all runs in the folder of the experiment, by variant and run. A column for each key of `variants` (`activation`, say) comes first, then:',
    columns(SUMMARY_COLUMNS),
    'Then the figures of what some run was asked to measure besides, by keys of `evaluate`:',
    columns(KEY_COLUMNS),
    '## elu-bench compare --format csv: a row a variant',
    "The keys of `--format json` too, which has besides each run's value, whether more is better and who says so (`direction`: known, asked or guessed), and how CSV files were read (`read`).",
    columns(COMPARE_COLUMNS),
    '## elu-bench export --csv: a row a value',
    'Between `variant` and `run` stands a column for each key that some variant sets.',
    columns(TIDY_COLUMNS),
  );
