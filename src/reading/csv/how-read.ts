/** @file How a CSV file was read, in a line: what was taken for a run, a variant, a step. */

import { counted } from '../../text/counted.ts';
import type { RunLog } from '../run.ts';
import type { Roles } from './column-roles.ts';
import type { PlainTable } from './plain-table.ts';
import { UNNAMED } from './table.ts';

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const count = (n: number, what: string): string => (n === 1 ? `one ${what}` : counted(n, what));

/** `one run, 30 rows by Step`; `16 runs of 2 variants by variant, told apart by Seed, a row each`. `pairing`: the columns that say which are pairs; `isNumbered`: whether the name of the file has the number of a run. */
export function howRead(
  { form, table }: PlainTable,
  roles: Roles,
  pairing: readonly string[],
  runs: readonly RunLog[],
  isNumbered: boolean,
): string {
  const sentences = [
    [runsText(roles, runs), apartText(roles, pairing, runs, isNumbered), rowsText(roles, runs, table.rows)]
      .filter((part) => part !== '')
      .join(', '),
    ...noVariant(roles.changing, 'changes within a run', 'change within a run'),
    ...noVariant(
      roles.spare,
      'tells no runs apart that are not already',
      'tell no runs apart that are not already',
    ),
  ];
  return `${form === undefined ? '' : `${form}: `}${sentences.join('; ')}`;
}

function runsText({ variant }: Roles, runs: readonly RunLog[]): string {
  const variants = new Set(runs.map((run) => `${run.experimentPath}\0${run.variantName}`));
  return `${count(runs.length, 'run')}${variant.length === 0 ? '' : ` of ${count(variants.size, 'variant')} by ${list(variant)}`}`;
}

function apartText(
  { variant, run }: Roles,
  pairing: readonly string[],
  runs: readonly RunLog[],
  isNumbered: boolean,
): string {
  if (runs.length === 1 && variant.length === 0 && run.length === 0 && isNumbered)
    return `run ${runs[0]!.run} of ${runs[0]!.variantName} by its name`;
  if (runs.length < 2) return '';
  if (run.length === 0) return runs.some(({ isUnnamed }) => isUnnamed) ? 'which nothing names' : '';
  const paired = pairing.length > 0 && pairing.length < run.length ? `, paired by ${list(pairing)}` : '';
  const isText = variant.length === 0 && runs.some((one) => typeof one.run === 'string');
  const other = isText ? ` (--by ${list(pairing)} makes each a variant)` : '';
  return `told apart by ${list(run)}${paired}${other}`;
}

function rowsText({ step }: Roles, runs: readonly RunLog[], rows: number): string {
  const points = runs.reduce((sum, { columns }) => sum + ([...columns.values()][0]?.length ?? 0), 0);
  const text = count(points, 'row');
  if (step === UNNAMED) return `${text} by the column without a name`;
  if (step !== undefined) return `${text} by ${step}`;
  if (points === runs.length && points === rows) return points === 1 ? text : 'a row each';
  return `${text} in the order of the file, as no column counts them (--step, --run or --by names one)`;
}

const noVariant = (names: readonly string[], changes: string, change: string): readonly string[] =>
  names.length === 0
    ? []
    : [
        `${list(names)} ${names.length === 1 ? `${changes}, so it makes` : `${change}, so they make`} no variant`,
      ];
