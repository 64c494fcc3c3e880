/** @file The columns of a CSV file that options mean: as they are written, or but for case and blanks around them. */

import { usageError } from '../../errors.ts';
import { nearest } from '../../text/nearest.ts';
import { sameName } from '../column-names.ts';
import type { CsvTable } from './table.ts';

/** @throws UserError (exit code 2) that names the nearest column where there is none. */
export function columnMeant({ file, columns }: CsvTable, asked: string, option: string): string {
  const names = [...columns.keys()];
  const found = names.find((name) => name === asked) ?? names.find((name) => sameName(name, asked));
  if (found !== undefined) return found;
  const near = nearest(asked, names);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw usageError(`${option} ${asked}: ${file} has no such column.${meant} It has ${names.join(', ')}.`);
}

/** The column of --step, which must hold numbers. */
export function stepMeant(table: CsvTable, asked: string): string {
  const name = columnMeant(table, asked, '--step');
  if (table.columns.get(name)!.numbers) return name;
  throw usageError(`--step ${asked}: that column of ${table.file} holds text. Expected numbers that rise.`);
}
