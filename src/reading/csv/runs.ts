/** @file The runs in a CSV file with named columns: one run, many runs in long form, or a row a run. */
import { sameName } from '../column-names.ts';
import type { RunLog } from '../run.ts';
import { naturally } from '../run-label.ts';
import type { RunsRead } from '../runs-read.ts';
import { rolesOf } from './column-roles.ts';
import type { CsvHints } from './hints.ts';
import { howRead } from './how-read.ts';
import { readCsvTable } from './read-table.ts';
import { columnsOf } from './run-columns.ts';
import { stateOf } from './run-ending.ts';
import { placeByFile } from './run-identity.ts';
import { type Placed, placesOf } from './run-places.ts';
import { type RunRows, rowsByRun } from './run-rows.ts';
import { numericOf, type Source, textAt } from './source.ts';
import { plainTable } from './table-forms.ts';

/**
 * Reads all runs of a file; `isAlike`: other files have its name, so that its folder tells them apart.
 * @throws UserError: exit code 3 naming file and row where it is damaged, 2 for an option that names a column which is not there.
 */
export async function readCsvRuns(file: string, hints: CsvHints, isAlike = false): Promise<RunsRead> {
  const table = await readCsvTable(file);
  if (table.rows === 0)
    return { runs: [], damaged: [], notes: [...table.notes, `${file} has no rows: left out.`] };
  const plain = plainTable(table);
  const roles = rolesOf(plain, hints);
  const source = { file, plain, roles, numeric: numericOf(plain, roles) };
  const rows = rowsByRun(source);
  const byFile = placeByFile(file, isAlike);
  const { places, pairing } = placesOf(
    source,
    rows.map(({ first }) => first),
    byFile,
  );
  const read = rows.map((own, at) => runOf(source, own, places[at]!));
  const runs = read.map(({ run }) => run).sort((a, b) => naturally(a.variantName, b.variantName));
  const readings = [{ file, how: howRead(plain, roles, pairing, runs, byFile.run !== undefined) }];
  return {
    runs,
    damaged: [],
    notes: [...table.notes, ...read.flatMap(({ note }) => note ?? [])],
    readings,
  };
}

/** A run, and the note that its losses say how it ended where nothing else does. */
function runOf(
  source: Source,
  { first, rows }: RunRows,
  place: Placed,
): { readonly run: RunLog; readonly note?: string } {
  const { file } = source;
  const { columns, lost } = columnsOf(source, rows);
  const said = stateAt(source, rows.at(-1)?.at(-1) ?? first);
  const status = said ?? (lost === undefined ? undefined : 'diverged');
  const run = { ...place, status, folder: undefined, source: file, columns };
  if (said !== undefined || lost === undefined) return { run };
  return { run, note: `${file}: run ${place.run} of ${place.variantName} counts as diverged, as ${lost}.` };
}

/** What the file says in a word. */
function stateAt(source: Source, row: number): RunLog['status'] {
  const names = [...source.plain.table.columns.keys()];
  const column = ['status', 'state'].flatMap((word) => names.find((name) => sameName(name, word)) ?? [])[0];
  return column === undefined ? undefined : stateOf(textAt(source, column, row));
}
