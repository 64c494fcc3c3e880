/** @file Whose rows are these: the rows of a CSV file by run, by as few columns as tell them apart. */
import { dataError } from '../../errors.ts';
import { isIndexName } from '../column-names.ts';
import { clashText } from './clash-text.ts';
import type { Premises } from './premises.ts';
import { clashIn, type Groups, groupRows, rowByRow } from './row-groups.ts';
import { risingStep } from './step-column.ts';
import { type TextRoles, textRoles } from './variant-columns.ts';

export interface Found extends TextRoles {
  readonly step: string | undefined;
  readonly groups: Groups;
}

/** With the first step that no two rows of one run share; undefined where there is none. */
export function withStep(premises: Premises, steps: readonly string[]): Found | undefined {
  const { plain, fixed, texts, measures } = premises;
  const { table } = plain;
  for (const step of steps) {
    // An index counts the rows of a file, not of a run.
    if (isIndexName(step) && fixed.length + texts.open.length > 0) continue;
    const values = table.columns.get(step)!.numbers!;
    const groupsOf = (names: readonly string[]) => groupRows(table, names);
    const clash = (names: readonly string[]) => clashIn(groupsOf(names), values, measures);
    const needed = fewest(
      texts.open,
      (some) => clash([...fixed, ...some]) === undefined,
      (some) => groupsOf([...fixed, ...some]).count,
    );
    if (needed === undefined) continue;
    const groups = groupsOf([...fixed, ...needed]);
    return { step, groups, ...textRoles(table, groups, texts, needed, premises.run.length > 0) };
  }
  return undefined;
}

/** A row a run; or, where nothing tells runs apart, all rows of the file in their order. */
export function withoutStep(premises: Premises, steps: readonly string[]): Found {
  const { plain, run, fixed, texts, measures } = premises;
  const { table } = plain;
  const all = [...fixed, ...texts.open.filter((name) => !fixed.includes(name))];
  const groups = groupRows(table, all);
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
    throw dataError(clashText(premises, clashing, clash));
  const needed = hasRun
    ? fewest(
        texts.open,
        (some) => clashIn(groupRows(table, [...fixed, ...some]), undefined, measures) === undefined,
        (some) => groupRows(table, [...fixed, ...some]).count,
      )
    : texts.open;
  const single = rowByRow(table.rows);
  return { step, groups: single, ...textRoles(table, single, texts, needed ?? [], hasRun) };
}

/**
 * The fewest of the columns with which it holds, as they make the fewest groups: taken away one at a time, first the one without which
 * there are fewest, of equals the first. Undefined where it does not hold with all of them.
 */
function fewest(
  names: readonly string[],
  holds: (some: readonly string[]) => boolean,
  count: (some: readonly string[]) => number,
): readonly string[] | undefined {
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
}
