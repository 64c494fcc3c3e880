/** @file What the columns of a CSV file are to a comparison: which make a variant, which tell its runs apart, which counts a run's rows. */
import { isPlural, isRunId, plainName, rankAs, sameName } from '../column-names.ts';
import type { CsvHints } from './hints.ts';
import type { PlainTable } from './plain-table.ts';
import { askedFor, type Premises, toldBy } from './premises.ts';
import { type Groups, groupRows } from './row-groups.ts';
import { type Found, withoutStep, withStep } from './rows-by-run.ts';
import { splitName } from './run-identity.ts';
import type { CsvTable } from './table.ts';

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

/**
 * Reads what a file is by names and by contents.
 * @throws UserError: exit code 2 for an option that names no column, 3 where rows are of no one run.
 */
export function rolesOf(plain: PlainTable, hints: CsvHints): Roles {
  const asked = askedFor(plain.table, hints);
  const { premises, steps, told } = toldBy(plain, asked);
  const found = rowsApart(premises, steps);
  const labels = [...premises.run, ...found.names];
  const variant = told ?? [...found.varied].sort((a, b) => (plainName(a) < plainName(b) ? -1 : 1));
  const name = nameColumn(plain, variant, labels);
  // Ids and names of runs that are all there is to tell them by: each is a variant.
  const isOnlyNamed =
    asked.run === undefined &&
    name === undefined &&
    variant.length === 0 &&
    labels.length > 0 &&
    labels.every(isRunId);
  return {
    variant: isOnlyNamed ? labels.slice(0, 1) : variant,
    run: isOnlyNamed ? [] : labels,
    name,
    step: asked.step === undefined && isTotal(found, plain.table) ? undefined : found.step,
    groups: found.groups,
    changing: found.changing,
    spare: found.spare,
  };
}

/** The rows by run; in a table with a row a run, one that never began has no step. */
function rowsApart(premises: Premises, steps: readonly string[]): Found {
  const { plain, fixed, texts } = premises;
  const { table } = plain;
  const isSingle = groupRows(table, [...fixed, ...texts.open]).count === table.rows;
  const whole = steps.filter((name) => table.columns.get(name)!.numbers!.every(Number.isFinite));
  const usable = isSingle ? whole : steps;
  return withStep(premises, usable) ?? withoutStep(premises, usable);
}

/** In a table with a row a run `epochs` are how many there were. */
const isTotal = ({ step, groups }: Found, table: CsvTable): boolean =>
  step !== undefined && groups.count === table.rows && rankAs('step', step) >= 0 && isPlural(step);

function nameColumn(
  { table, title }: PlainTable,
  variant: readonly string[],
  run: readonly string[],
): string | undefined {
  const isName = (name: string) => sameName(name, 'variant') || name === title;
  const names =
    variant.length === 0 ? run : variant.length === 1 && run.length === 0 ? variant.filter(isName) : [];
  return names.find((name) =>
    table.columns
      .get(name)!
      .texts.map(splitName)
      .every((one) => one.before !== '' && one.run !== undefined),
  );
}
