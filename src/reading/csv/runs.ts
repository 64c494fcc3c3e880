/** @file The runs in a CSV file with named columns: one run, many runs in long form, or a row a run. */
import { dataError } from '../../errors.ts';
import { bareName, isTimeName, rankAs, sameName } from '../column-names.ts';
import { groupBy } from '../group-by.ts';
import type { RunLog } from '../run.ts';
import { naturally, type RunLabel } from '../run-label.ts';
import type { RunsRead } from '../runs-read.ts';
import { type Roles, rolesOf } from './column-roles.ts';
import { isMissing } from './field-numbers.ts';
import type { CsvHints } from './hints.ts';
import { howRead } from './how-read.ts';
import { labelsOf } from './pairing-labels.ts';
import { inOrder } from './row-groups.ts';
import { isJudged, lostFrom, stateOf } from './run-ending.ts';
import { type Place, placeByFile, placeByRows, splitName } from './run-identity.ts';
import { readCsvTable } from './table.ts';
import { type PlainTable, plainTable } from './table-forms.ts';

/** A file, read, and what its columns are. */
interface Source {
  readonly file: string;
  readonly plain: PlainTable;
  readonly roles: Roles;
  /** Its columns of numbers, those that are empty throughout left out. */
  readonly numeric: readonly NumericColumn[];
}

interface NumericColumn {
  readonly name: string;
  readonly numbers: Float64Array;
  readonly texts: readonly string[];
}

/** Rows of a run by step; rows of one step, which complete each other, are one. */
type Rows = readonly (readonly number[])[];

interface RunRows {
  /** Its first row in the file, which says what it is. */
  readonly first: number;
  /** None for a run without any value. */
  readonly rows: Rows;
}

/**
 * Reads all runs of a file; throws a data error naming file and row where it is damaged, a usage error for an option that names a column
 * which is not there. `isAlike`: other files have its name, so that its folder tells them apart.
 */
export const readCsvRuns = async (file: string, hints: CsvHints, isAlike = false): Promise<RunsRead> => {
  const table = await readCsvTable(file);
  if (table.rows === 0)
    return { runs: [], damaged: [], notes: [...table.notes, `${file} has no rows: left out.`] };
  const plain = plainTable(table);
  const roles = rolesOf(plain, hints);
  const source = { file, plain, roles, numeric: numericOf(plain, roles) };
  const all = rowsByRun(source);
  const byFile = placeByFile(file, isAlike);
  const { places, pairing } = placesOf(source, all, byFile);
  const notes: string[] = [];
  const runs = all
    .map(({ first, rows }, at): RunLog => {
      const { columns, lost } = columnsOf(source, rows);
      const said = stateAt(source, rows.at(-1)?.at(-1) ?? first);
      if (said === undefined && lost !== undefined)
        notes.push(`${file}: ${runName(places[at]!)} counts as diverged, as ${lost}.`);
      const status = said ?? (lost === undefined ? undefined : 'diverged');
      return { ...places[at]!, status, folder: undefined, source: file, columns };
    })
    .sort((a, b) => naturally(a.variantName, b.variantName));
  const readings = [{ file, how: howRead(plain, roles, pairing, runs, byFile.run !== undefined) }];
  return { runs, damaged: [], notes: [...table.notes, ...notes], readings };
};

const textAt = ({ plain }: Source, column: string, row: number): string =>
  plain.table.columns.get(column)!.texts[row]!;

/** Throws a data error for a word among numbers, in a column that is not text by its role. */
const numericOf = ({ table }: PlainTable, { variant, run }: Roles): readonly NumericColumn[] =>
  [...table.columns].flatMap(([name, { numbers, texts, damage }]) => {
    if (variant.includes(name)) return [];
    if (damage !== undefined && !run.includes(name) && rankAs('aside', name) < 0 && !isTimeName(name))
      throw dataError(damage);
    return numbers && !texts.every(isMissing) ? [{ name, numbers, texts }] : [];
  });

const rowsByRun = ({ plain, roles, numeric }: Source): readonly RunRows[] => {
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
};

const hasValue = (numeric: readonly NumericColumn[], row: number): boolean =>
  numeric.some(
    ({ name, texts }) =>
      !isMissing(texts[row]!) && rankAs('run', name) < 0 && rankAs('step', name) < 0 && !isTimeName(name),
  );

/** What a variant is called whose field is empty. */
const EMPTY = '(empty)';

type Placed = Omit<Place, 'run'> & Pick<RunLog, 'run' | 'isUnnamed'>;

/** Where each run belongs, and which of its variant it is: by a column, by a name that ends in a number, or as they come. */
const placesOf = (
  source: Source,
  runs: readonly RunRows[],
  byFile: Place,
): { readonly places: readonly Placed[]; readonly pairing: readonly string[] } => {
  const { file, plain, roles } = source;
  const named = [...plain.table.columns.keys()].find((name) => sameName(name, 'experiment'));
  const { name } = roles;
  const first = runs.map((run) => run.first);
  const places = first.map((row): Place => {
    const experiment = named === undefined ? '' : textAt(source, named, row);
    if (name !== undefined) {
      const { before, run } = splitName(textAt(source, name, row));
      return { ...placeByRows(file, byFile, experiment, [['variant', before]]), run: run ?? byFile.run };
    }
    const sets = roles.variant.map(
      (column) => [bareName(column).toLowerCase(), textAt(source, column, row) || EMPTY] as const,
    );
    return placeByRows(file, byFile, experiment, sets.length === 0 ? undefined : sets);
  });
  const columns = name === undefined ? roles.run : [];
  if (columns.length === 0)
    return {
      places: numbered(
        places,
        places.map(({ run }) => run),
      ),
      pairing: [],
    };
  const found = labelsOf(
    first.map((row, at) => ({
      variant: variantKey(places[at]!),
      texts: columns.map((column) => runText(source, column, row)),
    })),
  );
  return { places: numbered(places, found.labels), pairing: found.columns.map((at) => columns[at]!) };
};

/** A variant whose runs have no label, or one twice, has them numbered as they come. */
const numbered = (places: readonly Place[], labels: readonly (RunLabel | undefined)[]): readonly Placed[] => {
  const byVariant = groupBy(places.keys(), (at) => variantKey(places[at]!));
  const placed = new Array<Placed>(places.length);
  for (const own of byVariant.values()) {
    const isNamed = own.length === new Set(own.flatMap((at) => labels[at] ?? [])).size;
    for (const [number, at] of own.entries())
      placed[at] = {
        ...places[at]!,
        run: isNamed ? labels[at]! : number,
        ...(!isNamed && own.length > 1 && { isUnnamed: true }),
      };
  }
  return placed;
};

const variantKey = ({ experimentPath, variantName }: Place): string =>
  JSON.stringify([experimentPath, variantName]);

/** The label of a run; throws a data error where there is none, or a fraction. */
const runText = (source: Source, column: string, row: number): string => {
  const text = textAt(source, column, row);
  const number = source.plain.table.columns.get(column)!.numbers?.[row];
  if (number === undefined ? !isMissing(text) : Number.isInteger(number)) return text;
  throw dataError(
    `${source.file}, row ${source.plain.table.numberOf(row)}, column ${column}: expected a whole number${number === undefined ? ' or a label' : ''}, found ${JSON.stringify(text)}.`,
  );
};

/** What the file says in a word. */
const stateAt = (source: Source, row: number): RunLog['status'] => {
  const names = [...source.plain.table.columns.keys()];
  const column = ['status', 'state'].flatMap((word) => names.find((name) => sameName(name, word)) ?? [])[0];
  return column === undefined ? undefined : stateOf(textAt(source, column, row));
};

/** Numbers of a run by column, a value a step; and how its losses say that it diverged. */
const columnsOf = (
  { plain, roles, numeric }: Source,
  rows: Rows,
): { readonly columns: RunLog['columns']; readonly lost: string | undefined } => {
  const columns = new Map<string, Float64Array>();
  if (rows.length === 0) return { columns, lost: undefined };
  let lost: string | undefined;
  for (const { name, numbers, texts } of numeric) {
    const values = Float64Array.from(rows, (same) => {
      const row = same.findLast((one) => !Number.isNaN(numbers[one]!));
      return row === undefined ? Number.NaN : numbers[row]!;
    });
    columns.set(name, values);
    if (lost !== undefined || !isJudged(name) || isTimeName(name)) continue;
    const from = lostFrom(values, (at) => rows[at]!.some((row) => !isMissing(texts[row]!)));
    if (from !== undefined)
      lost = `${name} is ${texts[rows[from]!.at(-1)!]} from row ${plain.table.numberOf(rows[from]![0]!)} on`;
  }
  if (roles.step !== undefined) columns.set('iteration', columns.get(roles.step)!);
  else if (rows.length > 1)
    columns.set(
      'iteration',
      Float64Array.from(rows, (_, at) => at + 1),
    );
  return { columns, lost };
};

const runName = ({ variantName, run }: Placed): string => `run ${run} of ${variantName}`;
