/** @file TABLE of the forms in which programs write runs, and how each becomes a plain table: a row a step or a run, a column a metric. */
import { settingOf } from '../../results/setting-texts.ts';
import { isSummaryColumn } from '../../results/summary-columns.ts';
import { isTimeName, plainName, rankAs } from '../column-names.ts';
import { longForm, withSplits } from './long-form.ts';
import { stepWithinEpoch } from './step-within-epoch.ts';
import type { CsvTable } from './table.ts';
import { chartForm } from './wandb-chart.ts';

/** A table, and what its form says of it. */
export interface PlainTable {
  readonly table: CsvTable;
  /** For the reader: `a W&B chart`; undefined for a plain table. */
  readonly form?: string;
  /** The columns that make a variant, where the form tells, numbers among them. */
  readonly varied?: readonly string[];
  /** The column that counts the rows of a run, where the form tells. */
  readonly step?: string;
  /** Column of what each run is called by its program: a variant where nothing else is. */
  readonly title?: string;
}

interface Form {
  /** Undefined where the table is not of this form. */
  plain(table: CsvTable): PlainTable | undefined;
}

const namesOf = ({ columns }: CsvTable): readonly string[] => [...columns.keys()];

const columnNamed = (table: CsvTable, ...plain: readonly string[]): string | undefined =>
  namesOf(table).find((name) => plain.includes(plainName(name)));

const without = (table: CsvTable, drop: (name: string) => boolean): CsvTable => ({
  ...table,
  columns: new Map([...table.columns].filter(([name]) => !drop(name))),
});

/** What a spreadsheet must not compute stands behind an apostrophe in what we export. */
const bare = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => (/^'[=+\-@\t\r\n＝＋－＠]/.test(text) ? text.slice(1) : text));

export const FORMS: Readonly<Record<string, Form>> = {
  'our summary.csv': {
    plain: (table) => {
      const names = namesOf(table).map(plainName);
      if (!['run', 'seed', 'status'].every((name) => names.includes(name))) return undefined;
      if (!names.some((name) => name.startsWith('final_') && isSummaryColumn(name))) return undefined;
      const varied = namesOf(table).filter((name) => !isSummaryColumn(plainName(name)));
      const columns = new Map(table.columns);
      for (const name of varied) {
        const { texts, ...more } = columns.get(name)!;
        columns.set(name, { ...more, texts: texts.map(settingOf) });
      }
      return { table: { ...table, columns }, varied };
    },
  },
  'our export --csv': {
    plain: (table) => {
      const names = namesOf(table).map(plainName);
      const own = ['experiment', 'variant', 'run', 'status', 'iteration', 'epoch', 'metric', 'value'];
      if (!own.every((name) => names.includes(name))) return undefined;
      // The keys that a variant sets are in its name, too.
      const columns = new Map(
        [...table.columns]
          .filter(([name]) => own.includes(plainName(name)))
          .map(([name, column]) => [
            name,
            column.numbers ? column : { ...column, texts: bare(column.texts) },
          ]),
      );
      const plain = longForm({ ...table, columns });
      return plain && { table: plain, form: 'elu-bench export --csv' };
    },
  },
  'MLflow, a row a run': {
    plain: (table) => {
      const beginning = (prefix: string) =>
        namesOf(table).filter((name) => name.toLowerCase().startsWith(prefix));
      const params = beginning('params.');
      if (beginning('metrics.').length === 0 || columnNamed(table, 'run_id') === undefined) return undefined;
      const title = namesOf(table).find((name) => name.toLowerCase() === 'tags.mlflow.runname');
      const columns = new Map(without(table, (name) => name.toLowerCase().startsWith('tags.')).columns);
      if (title !== undefined) columns.set('run_name', table.columns.get(title)!);
      const varied = params.filter((name) => rankAs('run', name) < 0 && changes(table, name)).sort();
      return {
        table: { ...table, columns },
        form: 'MLflow’s table of runs',
        ...(varied.length > 0 && { varied }),
      };
    },
  },
  'W&B, a row a run': {
    plain: (table) => {
      const [title, state] = [columnNamed(table, 'name'), columnNamed(table, 'state')];
      if (title === undefined || state === undefined) return undefined;
      if (columnNamed(table, 'created', 'runtime', 'sweep', 'user') === undefined) return undefined;
      return { table: without(table, isTimeName), form: 'W&B’s table of runs', title };
    },
  },
  'W&B, a chart': {
    plain: (table) => {
      const chart = chartForm(table);
      return chart && { ...chart, form: 'a W&B chart' };
    },
  },
  'a step within an epoch': { plain: stepWithinEpoch },
  'a row a value': {
    plain: (table) => {
      const plain = longForm(table);
      return plain && { table: plain, form: 'a row a value' };
    },
  },
  'a row a split': {
    plain: (table) => {
      const plain = withSplits(table);
      return plain && { table: plain, form: 'a row a split' };
    },
  },
};

const changes = ({ columns }: CsvTable, name: string): boolean => new Set(columns.get(name)!.texts).size > 1;

/** The table in the first form that it has, or as it is. */
export const plainTable = (table: CsvTable): PlainTable => {
  for (const form of Object.values(FORMS)) {
    const plain = form.plain(table);
    if (plain) return plain;
  }
  return { table };
};
