/** @file The column of a CSV file that counts the rows of a run: by its name, or else by what it holds. */
import { isIndexName, isTimeName, rankAs } from '../column-names.ts';
import type { Groups } from './row-groups.ts';
import type { CsvTable } from './table.ts';

/** Seconds since 1970 are larger; no training has so many steps. */
const LARGEST = 9e8;

/**
 * Columns that may count steps by their names, likeliest first; pandas' index comes last. Those with gaps only where there is no other,
 * which then is a fault of the file.
 */
export function namedSteps({ columns }: CsvTable, others: readonly string[]): readonly string[] {
  const rank = (name: string) => (isIndexName(name) ? Infinity : rankAs('step', name));
  const all = [...columns]
    .filter(
      ([name, { numbers }]) =>
        rank(name) >= 0 && numbers?.some((value) => Math.abs(value) < LARGEST) && !others.includes(name),
    )
    .map(([name]) => name)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const whole = all.filter((name) => columns.get(name)!.numbers!.every(Number.isFinite));
  return whole.length > 0 ? whole : all;
}

/** Three rows at least: of two anything rises. */
const FEWEST = 3;

/**
 * The one column that rises by equal steps through each group and is the same in all of them, whatever it is called; undefined where
 * there is none, or more than one.
 */
export function risingStep(table: CsvTable, groups: Groups, others: readonly string[]): string | undefined {
  const found = [...table.columns].filter(
    ([name, { numbers }]) => numbers && !others.includes(name) && !isTimeName(name) && rises(numbers, groups),
  );
  return found.length === 1 ? found[0]![0] : undefined;
}

function rises(numbers: Float64Array, { ids, count }: Groups): boolean {
  if (!numbers.every((value) => Number.isInteger(value) && Math.abs(value) < LARGEST)) return false;
  const groups: number[][] = Array.from({ length: count }, () => []);
  for (const [row, id] of ids.entries()) groups[id]!.push(numbers[row]!);
  const [first] = groups.map((group) => group.sort((a, b) => a - b)) as [number[]];
  if (first.length < FEWEST) return false;
  const step = first[1]! - first[0]!;
  return (
    step > 0 &&
    first.every((value, at) => at === 0 || value - first[at - 1]! === step) &&
    groups.every((group) => group.length === first.length && group.every((value, at) => value === first[at]))
  );
}
