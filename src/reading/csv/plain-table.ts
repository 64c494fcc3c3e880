/** @file A plain table: a row a step or a run, a column a metric; and what its form says of it. */
import { plainName } from '../column-names.ts';
import type { CsvTable } from './table.ts';

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

export const namesOf = ({ columns }: CsvTable): readonly string[] => [...columns.keys()];

/** The first column with one of these names, in whatever case and spelling. */
export const columnNamed = (table: CsvTable, ...plain: readonly string[]): string | undefined =>
  namesOf(table).find((name) => plain.includes(plainName(name)));

/** The table without the columns whose names are dropped. */
export const without = (table: CsvTable, drop: (name: string) => boolean): CsvTable => ({
  ...table,
  columns: new Map([...table.columns].filter(([name]) => !drop(name))),
});
