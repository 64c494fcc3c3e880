/** @file What is drawn, before it is: data, a Vega-Lite specification, and words for who can't see it. */
import type { TopLevelSpec } from 'vega-lite';
import type { Column } from '../results/run-columns.ts';
import { spreadsheetText } from '../text/untrusted.ts';

/** A row of a drawing's data, by column; a column that is not there is not known. */
export type DataRow = Readonly<Record<string, string | number | undefined>>;

export interface Drawing {
  /** File name without its ending, unique within an experiment. */
  readonly name: string;
  readonly title: string;
  /** What is shown, how, and what was left out. */
  readonly caption: string;
  /** What it looks like, for a screen reader: lines and where they end. */
  readonly alt: string;
  /** What is drawn, as it can be downloaded. */
  readonly columns: readonly Column<DataRow>[];
  readonly rows: readonly DataRow[];
  /** With its data. */
  readonly spec: TopLevelSpec;
}

/** What was measured and yet is not drawn. */
export interface Absence {
  /** `test_error is not drawn: …`. */
  readonly absent: string;
}

/** The columns of a drawing's data; what they are its words say. */
export const dataColumns = (...names: readonly string[]): readonly Column<DataRow>[] =>
  names.map((name) => ({ name, unit: '', doc: '', value: (row) => row[name] }));

/** Rows as a CSV file may have them: text that a spreadsheet would compute made harmless. */
export const dataRows = (rows: readonly DataRow[]): readonly DataRow[] =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => [
        column,
        typeof value === 'string' ? spreadsheetText(value) : value,
      ]),
    ),
  );
