/** @file What names and options say of a CSV file's columns, before its rows are looked at. */
import { isIndexName, isTimeName, rankAs, sameName } from '../column-names.ts';
import { isMissing } from './field-numbers.ts';
import type { CsvHints } from './hints.ts';
import { columnMeant, stepMeant } from './option-columns.ts';
import type { PlainTable } from './plain-table.ts';
import { groupRows } from './row-groups.ts';
import { namedSteps } from './step-column.ts';
import type { CsvTable } from './table.ts';
import { type Texts, textsOf } from './variant-columns.ts';

export interface Premises {
  readonly plain: PlainTable;
  readonly run: readonly string[];
  /** Columns that make rows of different runs, whatever else is. */
  readonly fixed: readonly string[];
  readonly texts: Texts;
  /** What was measured, which can't be twice in one row of a run. */
  readonly measures: readonly Float64Array[];
}

/** The columns that options name. */
export type Asked = CsvHints;

/** @throws UserError (exit code 2) for an option that names no column. */
export const askedFor = (table: CsvTable, { by, run, step }: CsvHints): Asked => ({
  ...(by && { by: by.map((name) => columnMeant(table, name, '--by')) }),
  ...(run !== undefined && { run: columnMeant(table, run, '--run') }),
  ...(step !== undefined && { step: stepMeant(table, step) }),
});

/** The premises, and what of the roles they tell already. */
export interface Told {
  readonly premises: Premises;
  /** Columns that may count the rows of a run, likeliest first. */
  readonly steps: readonly string[];
  /** The columns that make a variant, where options, a name or the form of the table say. */
  readonly told: readonly string[] | undefined;
}

export function toldBy(plain: PlainTable, { by, ...asked }: Asked): Told {
  const { table } = plain;
  const taken = [...(by ?? []), asked.step, asked.run];
  const called = (word: string) =>
    [...table.columns.keys()].filter((name) => sameName(name, word) && !taken.includes(name));
  const run =
    asked.run === undefined ? namedRuns(table).filter((name) => !taken.includes(name)) : [asked.run];
  const [experiment, variants] = [called('experiment'), called('variant')];
  const told = by ?? (variants.length > 0 ? variants : plain.varied);
  const labelled = [...experiment, ...run];
  const texts =
    told === undefined ? textsOf(table, [...run, ...experiment, asked.step ?? '']) : { named: [], open: [] };
  // One row for each: then nothing else could tell that it is no single training in which they change.
  const isRowEach = groupRows(table, [...labelled, ...texts.named]).count === table.rows;
  const fixed = [...labelled, ...(told ?? (isRowEach ? texts.named : []))];
  const step = asked.step ?? plain.step;
  const steps = step === undefined ? namedSteps(table, [...fixed, ...texts.open]) : [step];
  const measures = measuresOf(table, [...fixed, ...steps]);
  return { premises: { plain, run, fixed, texts, measures }, steps, told };
}

/** What was measured: numbers that are neither a role nor a time. */
const measuresOf = ({ columns }: CsvTable, roles: readonly string[]): readonly Float64Array[] =>
  [...columns].flatMap(([name, { numbers }]) =>
    numbers && !roles.includes(name) && !isTimeName(name) && !isIndexName(name) && rankAs('step', name) < 0
      ? numbers
      : [],
  );

const namedRuns = ({ columns }: CsvTable): readonly string[] =>
  [...columns]
    .filter(([name, { texts }]) => rankAs('run', name) >= 0 && !texts.every(isMissing))
    .map(([name]) => name)
    .sort((a, b) => rankAs('run', a) - rankAs('run', b));
