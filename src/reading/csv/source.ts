/** @file A CSV file that was read, what its columns are, and which of them hold numbers. */
import { dataError } from '../../errors.ts';
import { isTimeName, rankAs } from '../column-names.ts';
import type { Roles } from './column-roles.ts';
import { isMissing } from './field-numbers.ts';
import type { PlainTable } from './plain-table.ts';

export interface Source {
  readonly file: string;
  readonly plain: PlainTable;
  readonly roles: Roles;
  /** Its columns of numbers, those that are empty throughout left out. */
  readonly numeric: readonly NumericColumn[];
}

export interface NumericColumn {
  readonly name: string;
  readonly numbers: Float64Array;
  readonly texts: readonly string[];
}

export const textAt = ({ plain }: Source, column: string, row: number): string =>
  plain.table.columns.get(column)!.texts[row]!;

/** @throws UserError (exit code 3) for a word among numbers, in a column that is not text by its role. */
export const numericOf = ({ table }: PlainTable, { variant, run }: Roles): readonly NumericColumn[] =>
  [...table.columns].flatMap(([name, { numbers, texts, damage }]) => {
    if (variant.includes(name)) return [];
    if (damage !== undefined && !run.includes(name) && rankAs('aside', name) < 0 && !isTimeName(name))
      throw dataError(damage);
    return numbers && !texts.every(isMissing) ? [{ name, numbers, texts }] : [];
  });
