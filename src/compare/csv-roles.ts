/** @file What the columns of a CSV file are to a comparison: which make a variant, which tell its runs apart, which counts a run's rows. */
import { nearest } from '../config/nearest.ts';
import { dataError, usageError } from '../errors.ts';
import { COLUMN_NAMES, isIndexName, isTimeName, plainName, rankAs, sameName } from './column-names.ts';
import type { PlainTable } from './csv-forms.ts';
import { clashIn, type Groups, groupBy, rowByRow } from './csv-grouping.ts';
import { namedSteps, risingStep } from './csv-steps.ts';
import type { CsvTable } from './csv-table.ts';
import { type TextRoles, type Texts, textRoles, textsOf } from './csv-variants.ts';
import type { CsvHints } from './runs.ts';

/** The columns by what they are for, and the rows by run. */
export interface Roles {
  readonly variant: readonly string[];
  /** Columns that tell the runs of a variant apart; none where nothing does. */
  readonly run: readonly string[];
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
    step: hints.step === undefined ? undefined : columnMeant(table, hints.step, '--step'),
  };
  const taken = [...(by ?? []), asked.step, asked.run];
  const free = (name: string) => !taken.includes(name);
  const run = asked.run === undefined ? namedRuns(table).filter(free) : [asked.run];
  const experiment = [...table.columns.keys()].filter((name) => sameName(name, 'experiment') && free(name));
  const isVariant = [...table.columns.keys()].filter((name) => sameName(name, 'variant') && free(name));
  const told = by ?? (isVariant.length > 0 ? isVariant : plain.varied);
  const texts =
    told === undefined ? textsOf(table, [...run, ...experiment, asked.step ?? '']) : { named: [], open: [] };
  const fixed = [...experiment, ...run, ...(told ?? texts.named)];
  const steps =
    asked.step === undefined ? namedSteps(table, [...fixed, ...texts.open]) : [numeric(table, asked.step)];
  const measures = measuresOf(table, [...fixed, ...steps]);
  const question: Question = { plain, run, fixed, texts, measures };
  const isSingle = grouped(table, [...fixed, ...texts.open]).count === table.rows;
  const whole = steps.filter((name) => table.columns.get(name)!.numbers!.every(Number.isFinite));
  // In a table with a row a run, one that never began has no step.
  const usable = isSingle ? whole : steps;
  const found = withStep(question, usable) ?? withoutStep(question, usable);
  const single = found.groups.count === table.rows;
  // In a table with a row a run `epochs` are how many there were.
  const isCount =
    found.step !== undefined &&
    single &&
    rankAs('step', found.step) >= 0 &&
    plainName(found.step).endsWith('s');
  return {
    variant: told ?? [...found.varied].sort((a, b) => (plainName(a) < plainName(b) ? -1 : 1)),
    run: [...run, ...found.names],
    step: isCount && asked.step === undefined ? undefined : found.step,
    groups: found.groups,
    changing: found.changing,
    spare: found.spare,
  };
};

/** What is known before the rows are looked at. */
interface Question {
  readonly plain: PlainTable;
  readonly run: readonly string[];
  /** Columns that make rows of different runs, whatever else is. */
  readonly fixed: readonly string[];
  readonly texts: Texts;
  /** What was measured, which can't be twice in one row of a run. */
  readonly measures: readonly Float64Array[];
}

interface Found extends TextRoles {
  readonly step: string | undefined;
  readonly groups: Groups;
}

/** With the first step that no two rows of one run share; undefined where there is none. */
const withStep = (question: Question, steps: readonly string[]): Found | undefined => {
  const { plain, fixed, texts, measures } = question;
  const { table } = plain;
  for (const step of steps) {
    // An index counts the rows of a file, not of a run.
    if (isIndexName(step) && fixed.length + texts.open.length > 0) continue;
    const values = table.columns.get(step)!.numbers!;
    const groupsOf = (names: readonly string[]) => grouped(table, names);
    const clash = (names: readonly string[]) => clashIn(groupsOf(names), values, measures);
    const needed = fewest(
      texts.open,
      (some) => clash([...fixed, ...some]) === undefined,
      (some) => groupsOf([...fixed, ...some]).count,
    );
    if (needed === undefined) continue;
    const groups = groupsOf([...fixed, ...needed]);
    return { step, groups, ...textRoles(table, groups, texts, needed, question.run.length > 0) };
  }
  return undefined;
};

/** A row a run; or, where nothing tells runs apart, all rows of the file in their order. */
const withoutStep = (question: Question, steps: readonly string[]): Found => {
  const { plain, run, fixed, texts, measures } = question;
  const { table } = plain;
  const all = [...fixed, ...texts.open];
  const groups = grouped(table, all);
  const hasRun = run.length > 0;
  const step = steps.length === 0 ? risingStep(table, groups, all) : undefined;
  if (step !== undefined) return { step, groups, ...textRoles(table, groups, texts, texts.open, hasRun) };
  const [clashing] = steps;
  if (all.length === 0 && clashing === undefined)
    return { step, groups, varied: [], names: [], changing: [], spare: [] };
  const values = clashing === undefined ? undefined : table.columns.get(clashing)!.numbers!;
  const clash = clashIn(groups, values, measures);
  // Without a column that names runs, rows of one variant are runs that nothing names.
  if (clash !== undefined && (hasRun || clashing !== undefined))
    throw dataError(clashText(question, clashing, clash));
  const needed = hasRun
    ? fewest(
        texts.open,
        (some) => clashIn(grouped(table, [...fixed, ...some]), undefined, measures) === undefined,
        (some) => grouped(table, [...fixed, ...some]).count,
      )
    : texts.open;
  const single = rowByRow(table.rows);
  return { step, groups: single, ...textRoles(table, single, texts, needed ?? [], hasRun) };
};

const grouped = (table: CsvTable, names: readonly string[]): Groups =>
  groupBy(
    table.rows,
    names.map((name) => table.columns.get(name)!),
  );

/**
 * The fewest of the columns with which it holds, as they make the fewest groups: taken away one at a time, first the one without which
 * there are fewest, of equals the first. Undefined where it does not hold with all of them.
 */
const fewest = (
  names: readonly string[],
  holds: (some: readonly string[]) => boolean,
  count: (some: readonly string[]) => number,
): readonly string[] | undefined => {
  if (holds([])) return [];
  if (names.length === 0 || !holds(names)) return undefined;
  let kept = names;
  for (;;) {
    const shorter = kept
      .map((name) => kept.filter((one) => one !== name))
      .filter(holds)
      .sort((a, b) => count(a) - count(b));
    if (shorter.length === 0) return kept;
    kept = shorter[0]!;
  }
};

const clashText = (
  { plain, run, fixed, texts, measures }: Question,
  step: string | undefined,
  [a, b]: readonly [number, number],
): string => {
  const { table } = plain;
  const [one, other] = [table.numberOf(a), table.numberOf(b)];
  const numbers = [...table.columns].filter(
    ([name, column]) =>
      column.numbers &&
      ![...fixed, step].includes(name) &&
      clashIn(
        grouped(table, [...fixed, ...texts.open, name]),
        step === undefined ? undefined : table.columns.get(step)!.numbers!,
        measures.filter((values) => values !== column.numbers),
      ) === undefined,
  );
  const hint = numbers
    .map(([name]) => name)
    .filter((name) => new Set(table.columns.get(name)!.texts).size <= table.rows / 2)
    .map((name) => `--by ${name}`);
  const remedy = `${hint.length > 0 ? `${hint.slice(0, 3).join(' or ')} would do; ` : ''}--by names the columns that make a variant`;
  if (step === undefined)
    return `${table.file}, rows ${one} and ${other} are of the same run. Expected a column ${COLUMN_NAMES.step.filter((name) => /^(iteration|step|epoch)$/.test(name)).join(' or ')} or one that --step names, or one row a run; ${remedy}.`;
  const apart =
    run.length === 0
      ? 'a column run or seed that tells runs apart, or one that --run names'
      : 'one row a step';
  return `${table.file}, rows ${one} and ${other} both have ${step} ${table.columns.get(step)!.texts[a]} of one run. Expected ${apart}; ${remedy}.`;
};

/** What was measured: numbers that are neither a role nor a time. */
const measuresOf = ({ columns }: CsvTable, roles: readonly string[]): readonly Float64Array[] =>
  [...columns].flatMap(([name, { numbers }]) =>
    numbers && !roles.includes(name) && !isTimeName(name) && !isIndexName(name) && rankAs('step', name) < 0
      ? numbers
      : [],
  );

const namedRuns = ({ columns }: CsvTable): readonly string[] =>
  [...columns.keys()]
    .filter((name) => rankAs('run', name) >= 0)
    .sort((a, b) => rankAs('run', a) - rankAs('run', b));

const numeric = ({ file, columns }: CsvTable, name: string): string => {
  if (columns.get(name)!.numbers) return name;
  throw usageError(`--step ${name}: that column of ${file} holds text. Expected numbers that rise.`);
};

/** The column that an option means: as it is written, or but for case and blanks around it. */
const columnMeant = ({ file, columns }: CsvTable, asked: string, option: string): string => {
  const names = [...columns.keys()];
  const found = names.find((name) => name === asked) ?? names.find((name) => sameName(name, asked));
  if (found !== undefined) return found;
  const near = nearest(asked, names);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw usageError(`${option} ${asked}: ${file} has no such column.${meant} It has ${names.join(', ')}.`);
};
