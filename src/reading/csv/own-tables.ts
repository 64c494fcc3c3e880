/** @file Tables of our own: summary.csv, and what `elu-bench export --csv` writes. */
import { settingOf } from '../../results/setting-texts.ts';
import { isSummaryColumn } from '../../results/summary-columns.ts';
import { plainName } from '../column-names.ts';
import { longForm } from './long-form.ts';
import { namesOf, type PlainTable } from './plain-table.ts';
import type { CsvTable } from './table.ts';

/** summary.csv; undefined for a table in another form. */
export function summaryForm(table: CsvTable): PlainTable | undefined {
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
}

/** The keys that a variant sets are in its name, too. */
const EXPORTED = ['experiment', 'variant', 'run', 'status', 'iteration', 'epoch', 'metric', 'value'];

/** What we have exported; undefined for a table in another form. */
export function exportForm(table: CsvTable): PlainTable | undefined {
  const names = namesOf(table).map(plainName);
  if (!EXPORTED.every((name) => names.includes(name))) return undefined;
  const columns = new Map(
    [...table.columns]
      .filter(([name]) => EXPORTED.includes(plainName(name)))
      .map(([name, column]) => [name, column.numbers ? column : { ...column, texts: bare(column.texts) }]),
  );
  const plain = longForm({ ...table, columns });
  return plain && { table: plain, form: 'elu-bench export --csv' };
}

/** What a spreadsheet must not compute stands behind an apostrophe in what we export. */
const bare = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => (/^'[=+\-@\t\r\n＝＋－＠]/.test(text) ? text.slice(1) : text));
