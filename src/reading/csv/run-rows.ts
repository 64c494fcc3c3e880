/** @file The rows of each run in their order, those of one step together. */
import { dataError } from '../../errors.ts';
import { isTimeName, rankAs } from '../column-names.ts';
import { isMissing } from './field-numbers.ts';
import { inOrder } from './row-groups.ts';
import type { NumericColumn, Source } from './source.ts';

/** Rows of a run by step; rows of one step, which complete each other, are one. */
export type Rows = readonly (readonly number[])[];

export interface RunRows {
  /** Its first row in the file, which says what it is. */
  readonly first: number;
  /** None for a run without any value. */
  readonly rows: Rows;
}

/** @throws UserError (exit code 3) for a row with values that has no step. */
export function rowsByRun({ plain, roles, numeric }: Source): readonly RunRows[] {
  const { table } = plain;
  const steps = roles.step === undefined ? undefined : table.columns.get(roles.step)!.numbers!;
  const runs = Array.from({ length: roles.groups.count }, () => ({ first: -1, rows: [] as number[][] }));
  for (const [row, id] of roles.groups.ids.entries()) if (runs[id]!.first < 0) runs[id]!.first = row;
  for (const row of inOrder(roles.groups, steps)) {
    const { rows } = runs[roles.groups.ids[row]!]!;
    const before = rows.at(-1);
    if (steps && !Number.isFinite(steps[row]!)) {
      if (!hasValue(numeric, row)) continue;
      throw dataError(`${table.file}, row ${table.numberOf(row)}: ${roles.step} is missing.`);
    }
    if (before && steps && steps[before[0]!] === steps[row]) before.push(row);
    else rows.push([row]);
  }
  return runs;
}

const hasValue = (numeric: readonly NumericColumn[], row: number): boolean =>
  numeric.some(
    ({ name, texts }) =>
      !isMissing(texts[row]!) && rankAs('run', name) < 0 && rankAs('step', name) < 0 && !isTimeName(name),
  );
