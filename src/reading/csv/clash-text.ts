/** @file Two rows that can't be of one run, in words: what was expected, and which column would tell their runs apart. */
import { isTimeName } from '../column-names.ts';
import type { Premises } from './premises.ts';
import { clashIn, groupRows } from './row-groups.ts';

/** Columns with more texts than that are no variants. */
const MOST_VARIANTS = 1 / 2;
/** So many are suggested. */
const MOST_NAMED = 3;

/** What to do about two rows of one run, of one step where there is any. */
export function clashText(
  premises: Premises,
  step: string | undefined,
  [a, b]: readonly [number, number],
): string {
  const { table } = premises.plain;
  const [one, other] = [table.numberOf(a), table.numberOf(b)];
  const found = [...(step === undefined ? counting(premises) : []), ...telling(premises, step)].slice(
    0,
    MOST_NAMED,
  );
  const remedy = `${found.length > 0 ? `${found.join(' or ')} would do; ` : ''}--by names the columns that make a variant`;
  if (step === undefined)
    return `${table.file}, rows ${one} and ${other} are of the same run. Expected a column iteration, step or epoch, or one that --step names, or one row a run; ${remedy}.`;
  const apart =
    premises.run.length === 0
      ? 'a column run or seed that tells runs apart, or one that --run names'
      : 'one row a step';
  return `${table.file}, rows ${one} and ${other} both have ${step} ${table.columns.get(step)!.texts[a]} of one run. Expected ${apart}; ${remedy}.`;
}

/** What `--by` may say so that no two rows clash. */
function telling(
  { plain: { table }, run, fixed, texts, measures }: Premises,
  step: string | undefined,
): readonly string[] {
  const steps = step === undefined ? undefined : table.columns.get(step)!.numbers!;
  const variants = fixed.filter((name) => !run.includes(name));
  return [...table.columns]
    .filter(([name, column]) => {
      if ([...fixed, ...texts.open, step].includes(name)) return false;
      if (new Set(column.texts).size > table.rows * MOST_VARIANTS) return false;
      const others = measures.filter((values) => values !== column.numbers);
      return clashIn(groupRows(table, [...fixed, ...texts.open, name]), steps, others) === undefined;
    })
    .map(([name]) => `--by ${[...variants, name].join(',')}`);
}

/** Whole numbers that `--step` may name. */
const counting = ({ plain: { table }, fixed, texts, measures }: Premises): readonly string[] =>
  [...table.columns]
    .filter(
      ([name, { numbers }]) =>
        numbers?.every(Number.isInteger) &&
        !fixed.includes(name) &&
        !isTimeName(name) &&
        clashIn(groupRows(table, [...fixed, ...texts.open]), numbers, measures) === undefined,
    )
    .map(([name]) => `--step ${name}`);
