/** @file The runs in a CSV file with named columns: one run, many runs in long form, or a row a run. */
import { basename, dirname, join } from 'node:path';
import { dataError } from '../errors.ts';
import { RUN_STATES } from '../results/status.ts';
import { type Roles, rolesOf, STEPS } from './csv-roles.ts';
import { type CsvTable, isMissing, readCsvTable } from './csv-table.ts';
import { isDiverged } from './diverged.ts';
import type { CsvHints, RunLog, RunsRead } from './runs.ts';
import { nameOf, variantOf } from './variant-name.ts';

/** A file, read, and what its columns are. */
interface Source {
  readonly file: string;
  readonly table: CsvTable;
  readonly roles: Roles;
}

/** Reads all runs of a file; throws a data error naming file and row where it is damaged, a usage error for a column in `by` that is not there. */
export const readCsvRuns = async (file: string, hints: CsvHints): Promise<RunsRead> => {
  const table = await readCsvTable(file);
  const source = { file, table, roles: rolesOf(table, hints, file) };
  const groups = new Map<string, { readonly place: Place; readonly rows: number[] }>();
  for (let row = 0; row < table.rows; row++) {
    const key = runKey(source, row);
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { place: placeOf(source, row), rows: [row] });
  }
  const numbers = new Map<string, number>();
  const runs = [...groups.values()].map(({ place, rows }) => {
    // Where nothing numbers the runs of a variant, they are numbered as they come.
    const variant = JSON.stringify([place.experimentPath, place.variantName]);
    const number = numbers.get(variant) ?? place.run;
    numbers.set(variant, number + 1);
    return runOf(source, place, rows, number);
  });
  return { runs, damaged: [], notes: [...table.notes, ...notesOn(source, runs)] };
};

const notesOn = ({ file, table, roles }: Source, runs: readonly RunLog[]): readonly string[] => {
  if (table.rows === 0) return [`${file} has no rows: left out.`];
  if (runs.length === 1 || roles.run !== undefined || roles.step === undefined || runs.length < table.rows)
    return [];
  return [
    `${file}: every row is a run of its own, told apart by ${roles.variant.join(', ')}. --by names the columns that make a variant.`,
  ];
};

const textAt = ({ table }: Source, column: string, row: number): string =>
  table.columns.get(column)!.texts[row]!;

const experimentAt = (source: Source, row: number): string =>
  source.table.columns.has('experiment') ? textAt(source, 'experiment', row) : '';

/** Rows of one key are one run; without a column that counts rows or runs, each row is a run. */
const runKey = (source: Source, row: number): string => {
  const { variant, run, step } = source.roles;
  const alone = run === undefined && step === undefined ? row : '';
  const number = run === undefined ? alone : source.table.columns.get(run)!.numbers![row]!;
  return JSON.stringify([
    experimentAt(source, row),
    number,
    ...variant.map((column) => textAt(source, column, row)),
  ]);
};

type Place = Pick<RunLog, 'experiment' | 'experimentPath' | 'variant' | 'variantName' | 'run'>;

/** The variant that the row says, or else the name of the file. */
const placeOf = (source: Source, row: number): Place => {
  const { file, roles } = source;
  const stem = basename(file).replace(/\.[ct]sv$/i, '');
  const named = experimentAt(source, row);
  if (roles.variant.length > 0) {
    const values = roles.variant.map((column) => [column, textAt(source, column, row)] as const);
    const variantName = nameOf(values);
    return {
      experiment: named || stem,
      experimentPath: named ? join(file, named) : file,
      variant: roles.variant[0] === 'variant' ? variantOf(variantName) : Object.fromEntries(values),
      variantName,
      run: 0,
    };
  }
  const folder = dirname(file);
  const [, before, number] = NUMBERED.exec(stem) ?? [];
  const variantName = before === '' ? basename(folder) : (before ?? stem);
  return {
    experiment: named || basename(folder),
    experimentPath: named ? join(file, named) : folder,
    variant: variantOf(variantName),
    variantName,
    run: Number(number ?? 0),
  };
};

/** elu-run-3, elu_seed3, run-3; a bare number may be part of the name, as in resnet-18. */
const NUMBERED = /^(.*?)[-_.]?(?:run|seed)[-_]?(\d{1,9})$/i;

const runOf = (source: Source, place: Place, unsorted: readonly number[], number: number): RunLog => {
  const { file, table, roles } = source;
  const rows = inOrder(source, unsorted);
  const columns = new Map<string, Float64Array>();
  for (const [name, { numbers }] of table.columns)
    if (numbers && !roles.variant.includes(name))
      columns.set(
        name,
        Float64Array.from(rows, (row) => numbers[row]!),
      );
  if (roles.step !== undefined) columns.set('iteration', columns.get(roles.step)!);
  return {
    ...place,
    run: roles.run === undefined ? number : runNumber(source, roles.run, rows[0]!),
    status: statusOf(source, rows.at(-1)!),
    folder: undefined,
    source: file,
    columns,
  };
};

/** Rows by iteration; throws a data error where one comes twice, as the rows of two runs would look. */
const inOrder = ({ file, table, roles }: Source, rows: readonly number[]): readonly number[] => {
  const { step, run } = roles;
  const remedy = '--by names the columns that make a variant';
  if (step === undefined) {
    if (rows.length === 1) return rows;
    throw dataError(
      `${file}, rows ${rows[0]! + 1} and ${rows[1]! + 1} are of the same run. Expected a column ${STEPS.join(' or ')}, or one row a run; ${remedy}.`,
    );
  }
  const steps = table.columns.get(step)!.numbers!;
  const unknown = rows.find((row) => !Number.isFinite(steps[row]!));
  if (unknown !== undefined) throw dataError(`${file}, row ${unknown + 1}: ${step} is missing.`);
  const sorted = rows.toSorted((a, b) => steps[a]! - steps[b]!);
  const again = sorted.findIndex((row, at) => at > 0 && steps[row] === steps[sorted[at - 1]!]);
  if (again < 0) return sorted;
  const [before, row] = [sorted[again - 1]!, sorted[again]!];
  const apart = run === undefined ? 'a column run or seed that tells runs apart' : 'one row an iteration';
  throw dataError(
    `${file}, rows ${before + 1} and ${row + 1} both have ${step} ${steps[row]} of one run. Expected ${apart}; ${remedy}.`,
  );
};

const runNumber = (source: Source, column: string, row: number): number => {
  const run = source.table.columns.get(column)!.numbers![row]!;
  if (Number.isSafeInteger(run) && run >= 0) return run;
  const found = JSON.stringify(textAt(source, column, row));
  throw dataError(
    `${source.file}, row ${row + 1}, column ${column}: expected a whole number, found ${found}.`,
  );
};

/** What the file says, or else what its last row does. */
const statusOf = (source: Source, last: number): RunLog['status'] => {
  const { columns } = source.table;
  const written = columns.has('status') ? textAt(source, 'status', last) : '';
  const state = RUN_STATES.find((one) => one === written);
  if (state !== undefined) return state;
  const filled = [...columns].filter(([, { texts, numbers }]) => numbers && !isMissing(texts[last]!));
  return isDiverged(new Map(filled.map(([name, { numbers }]) => [name, numbers![last]])))
    ? 'diverged'
    : undefined;
};
