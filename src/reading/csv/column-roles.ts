/** @file What the columns of a CSV file are to a comparison: which make a variant, which tell its runs apart, which counts a run's rows. */
import { isIndexName, isPlural, isRunId, isTimeName, plainName, rankAs, sameName } from '../column-names.ts';
import type { Question } from './clash-text.ts';
import { isMissing } from './field-numbers.ts';
import type { CsvHints } from './hints.ts';
import { columnMeant, stepMeant } from './option-columns.ts';
import { type Groups, groupRows } from './row-groups.ts';
import { withoutStep, withStep } from './rows-by-run.ts';
import { splitName } from './run-identity.ts';
import { namedSteps } from './step-column.ts';
import type { CsvTable } from './table.ts';
import type { PlainTable } from './table-forms.ts';
import { textsOf } from './variant-columns.ts';

/** The columns by what they are for, and the rows by run. */
export interface Roles {
  readonly variant: readonly string[];
  /** Columns that tell the runs of a variant apart; none where nothing does. */
  readonly run: readonly string[];
  /** The column whose texts are names with the number of a run in them, as W&B's runs are called: `elu-run-3`; one of the others. */
  readonly name: string | undefined;
  /** Undefined where nothing counts the rows, and so they are taken as they come. */
  readonly step: string | undefined;
  /** Rows of one run are a group. */
  readonly groups: Groups;
  /** Columns of text that change within a run, and those that nothing needs to tell runs apart: no variants. */
  readonly changing: readonly string[];
  readonly spare: readonly string[];
}

/** Reads what a file is by names and by contents; throws a usage error for an option that names no column, a data error where rows are of no one run. */
export const rolesOf = (plain: PlainTable, hints: CsvHints): Roles => {
  const { table } = plain;
  const by = hints.by?.map((name) => columnMeant(table, name, '--by'));
  const asked = {
    run: hints.run === undefined ? undefined : columnMeant(table, hints.run, '--run'),
    step: hints.step === undefined ? undefined : stepMeant(table, hints.step),
  };
  const taken = [...(by ?? []), asked.step, asked.run];
  const free = (name: string) => !taken.includes(name);
  const run = asked.run === undefined ? namedRuns(table).filter(free) : [asked.run];
  const experiment = [...table.columns.keys()].filter((name) => sameName(name, 'experiment') && free(name));
  const isVariant = [...table.columns.keys()].filter((name) => sameName(name, 'variant') && free(name));
  const told = by ?? (isVariant.length > 0 ? isVariant : plain.varied);
  const texts =
    told === undefined ? textsOf(table, [...run, ...experiment, asked.step ?? '']) : { named: [], open: [] };
  const labelled = [...experiment, ...run];
  // One row for each: then nothing else could tell that it is no single training in which they change.
  const isRowEach = groupRows(table, [...labelled, ...texts.named]).count === table.rows;
  const fixed = [...labelled, ...(told ?? (isRowEach ? texts.named : []))];
  const step = asked.step ?? plain.step;
  const steps = step === undefined ? namedSteps(table, [...fixed, ...texts.open]) : [step];
  const measures = measuresOf(table, [...fixed, ...steps]);
  const question: Question = { plain, run, fixed, texts, measures };
  const isSingle = groupRows(table, [...fixed, ...texts.open]).count === table.rows;
  const whole = steps.filter((name) => table.columns.get(name)!.numbers!.every(Number.isFinite));
  // In a table with a row a run, one that never began has no step.
  const usable = isSingle ? whole : steps;
  const found = withStep(question, usable) ?? withoutStep(question, usable);
  const single = found.groups.count === table.rows;
  // In a table with a row a run `epochs` are how many there were.
  const isCount =
    found.step !== undefined && single && rankAs('step', found.step) >= 0 && isPlural(found.step);
  const labels = [...run, ...found.names];
  const variant = told ?? [...found.varied].sort((a, b) => (plainName(a) < plainName(b) ? -1 : 1));
  const name = nameColumn(plain, variant, labels);
  // Ids and names of runs that are all there is to tell them by: each is a variant.
  const isOnlyNamed =
    name === undefined && variant.length === 0 && labels.length > 0 && labels.every(isRunId);
  return {
    variant: isOnlyNamed && asked.run === undefined ? labels.slice(0, 1) : variant,
    run: isOnlyNamed && asked.run === undefined ? [] : labels,
    name,
    step: isCount && asked.step === undefined ? undefined : found.step,
    groups: found.groups,
    changing: found.changing,
    spare: found.spare,
  };
};

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

const nameColumn = (
  { table, title }: PlainTable,
  variant: readonly string[],
  run: readonly string[],
): string | undefined => {
  const isName = (name: string) => sameName(name, 'variant') || name === title;
  const names =
    variant.length === 0 ? run : variant.length === 1 && run.length === 0 ? variant.filter(isName) : [];
  return names.find((name) =>
    table.columns
      .get(name)!
      .texts.map(splitName)
      .every((one) => one.before !== '' && one.run !== undefined),
  );
};
