/** @file log.csv read back, as summaries and comparisons need it: by column, and quickly, as there may be thousands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataError, UserError } from '../errors.ts';
import { fileError, hasCode } from '../files/file-errors.ts';
import { isFinished, type RunStatus } from '../store/status.ts';
import { parseCsv, parseCsvNumber } from './csv.ts';
import { type NumberTable, plainTable } from './plain-csv.ts';
import type { LogRecord } from './run-columns.ts';

/** A log.csv, rows oldest first. */
export interface Log {
  readonly rows: number;
  /** In the order of the header, a value a row: NaN where a field is empty or says so. None where there is no log yet. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** The last row; nothing in it where there is none. */
  readonly last: LogRecord;
  /** Length of the file. */
  readonly bytes: number;
}

/**
 * The log of the run in `folder`, which stands as `status` says. A last row without a line feed counts if it has all its fields; but where the run
 * is not finished its last field may have been cut, and is taken for empty. Half a row, which a killed run can leave, is passed over.
 * @throws UserError (exit code 3) naming the file where it is damaged, or where rows of a run that is done are missing.
 */
export function readLog(folder: string, status: RunStatus | undefined): Log {
  const file = join(folder, 'log.csv');
  const bytes = contentOf(file);
  const start = bytes.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
  const log = parseLog(bytes.subarray(start), file, status !== undefined && isFinished(status));
  const { iteration = 0 } = log.last;
  const isOurs = log.rows === 0 || log.columns.has('iteration');
  if (isOurs && status?.status === 'done' && iteration < status.iterations)
    throw dataError(
      `${file} ends at iteration ${iteration}, but the run did ${status.iterations}, as its status.json says: rows are missing. ` +
        'Put back a whole copy, or run again with --overwrite.',
    );
  return { ...log, bytes: bytes.length };
}

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** By one call that waits: a third of the time of an asynchronous one, and never more than one open file. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Buffer.alloc(0);
    throw fileError('read', file, error);
  }
}

/** The rows of a file's content; `isWhole` where even its last field can't have been cut. */
export function parseLog(bytes: Buffer, file: string, isWhole: boolean): Omit<Log, 'bytes'> {
  const end = bytes.lastIndexOf('\n') + 1;
  if (end === 0) return { rows: 0, columns: new Map(), last: {} };
  const other = (field: string, row: number, name: string) => fieldNumber(field, { file, row, name });
  // Of what stands in quotes or has the line ends of another system, the library knows more.
  const table =
    plainTable(bytes, end, other) ?? tableOf(parseCsv(bytes.toString('utf8', 0, end), file), file);
  const unended = unendedRow(bytes.toString('utf8', end), table.names, isWhole);
  const rows = table.rows + (unended ? 1 : 0);
  const columns = new Map(
    table.names.map((name, i) => {
      const values = table.values[i]!.subarray(0, rows);
      if (unended) values[rows - 1] = unended[i] ?? Number.NaN;
      return [name, values];
    }),
  );
  const last = unended ?? table.last;
  return { rows, columns, last: Object.fromEntries(table.names.map((name, i) => [name, last[i]])) };
}

function tableOf(records: readonly Readonly<Record<string, string>>[], file: string): NumberTable {
  const names = Object.keys(records[0] ?? {});
  const numbers = records.map((record, row) =>
    names.map((name) => (record[name] === '' ? undefined : fieldNumber(record[name]!, { file, row, name }))),
  );
  const values = names.map((_, i) =>
    Float64Array.from({ length: records.length + 1 }, (_, row) => numbers[row]?.[i] ?? Number.NaN),
  );
  return { names, values, rows: records.length, last: numbers.at(-1) ?? [] };
}

interface Place {
  readonly file: string;
  readonly row: number;
  readonly name: string;
}

const fieldNumber = (field: string, { file, row, name }: Place): number =>
  parseCsvNumber(field, () => `${file}, row ${row + 1}, column ${name}`)!;

/** The fields of a row that has no line feed; undefined where some are missing. */
function unendedRow(
  text: string,
  names: readonly string[],
  isWhole: boolean,
): readonly (number | undefined)[] | undefined {
  const fields = text.split(',');
  if (text === '' || fields.length !== names.length) return undefined;
  const certain = isWhole ? fields : [...fields.slice(0, -1), ''];
  try {
    return certain.map((field) => parseCsvNumber(field, 'the last row'));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
