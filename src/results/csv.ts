/** @file CSV as RFC 4180 has it, one fact a column, written so that a file always ends in a whole row. */
import { createHash, type Hash } from 'node:crypto';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { CsvError, parse } from 'csv-parse/sync';
import { dataError } from '../errors.ts';
import type { Column, CsvValue } from './columns.ts';
import { fileError, hasCode } from './file-errors.ts';
import type { Guard } from './lease/keeper.ts';

interface CsvStringifier {
  stringifyRecords(records: readonly (readonly string[])[]): string;
}
interface CsvWriter {
  createArrayCsvStringifier(options: { recordDelimiter: '\n'; alwaysQuote?: boolean }): CsvStringifier;
}
// csv-writer publishes its TypeScript source as its types, which our stricter compiler options refuse; hence no plain import.
const { createArrayCsvStringifier } = createRequire(import.meta.url)('csv-writer') as CsvWriter;

const bare = createArrayCsvStringifier({ recordDelimiter: '\n' });
const quoted = createArrayCsvStringifier({ recordDelimiter: '\n', alwaysQuote: true });

/** A line of fields. csv-writer leaves a lone carriage return unquoted, which RFC 4180 forbids, so such lines are quoted whole. */
const line = (fields: readonly string[]): string =>
  (fields.some((field) => field.includes('\r')) ? quoted : bare).stringifyRecords([fields]);

/**
 * The shortest text that reads back as the same number, of a fraction the shortest with a point or an exponent (`1.0`). `NaN`, `inf` and
 * `-inf` are what pandas, polars, DuckDB, R and NumPy all read.
 */
export const csvNumber = (value: number, real = false): string => {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return real && WHOLE.test(text) ? `${text}.0` : text;
};

const WHOLE = /^-?\d+$/;

const field = (value: CsvValue, real: boolean | undefined): string =>
  typeof value === 'number' ? csvNumber(value, real) : (value ?? '');

const lines = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  rows.map((row) => line(columns.map((column) => field(column.value(row), column.real)))).join('');

const header = <Row>(columns: readonly Column<Row>[]): string => line(columns.map((column) => column.name));

/** A whole CSV file as text: the header, then a line a row. */
export const csvText = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  header(columns) + lines(columns, rows);

/** How far a CSV file had come: its length, and the SHA-256 (hex) of all that it held. */
export interface CsvMark {
  readonly bytes: number;
  readonly sha256: string;
}

/** A CSV file that grows; what was appended is with the operating system when the promise resolves. */
export interface CsvFile<Row> {
  /** Adds whole rows with one write; throws a run error naming the file, which then still ends in its last whole row. */
  append(...rows: readonly Row[]): Promise<void>;
  /** Forces to disk what was appended, and says how far the file has come. */
  mark(): Promise<CsvMark>;
  close(): Promise<void>;
}

/** The same file, to which nothing is added where `confirm` throws. */
export const guarded = <Row>(csv: CsvFile<Row>, confirm: Guard): CsvFile<Row> => ({
  ...csv,
  async append(...rows) {
    await confirm();
    await csv.append(...rows);
  },
});

/** Appending, so that what follows half a row that was taken back stands where that row began. */
const APPENDING = constants.O_RDWR | constants.O_APPEND;
const ANEW = APPENDING | constants.O_CREAT | constants.O_TRUNC;

/** Begins `file` anew with its header, or goes on from a mark and drops what came after it; throws a run error where that can't be. */
export const openCsv = async <Row>(
  file: string,
  columns: readonly Column<Row>[],
  from?: CsvMark,
): Promise<CsvFile<Row>> => {
  const handle = await open(file, from ? APPENDING : ANEW).catch((error: unknown) => {
    throw fileError('write', file, error);
  });
  let size = from?.bytes ?? 0;
  const content = createHash('sha256');
  const write = async (text: string): Promise<void> => {
    const bytes = Buffer.from(text);
    try {
      await handle.appendFile(bytes);
    } catch (error) {
      await cut(handle, size);
      throw fileError('write', file, error, bytes.length);
    }
    content.update(bytes);
    size += bytes.length;
  };
  try {
    if (from) {
      await digest(handle, size, content);
      await handle.truncate(size);
    } else await write(header(columns));
  } catch (error) {
    await handle.close();
    throw fileError('write', file, error);
  }
  return {
    append: (...rows) => write(lines(columns, rows)),
    mark: async () => {
      await handle.sync().catch((error: unknown) => {
        throw fileError('write', file, error);
      });
      return { bytes: size, sha256: content.copy().digest('hex') };
    },
    close: () => handle.close(),
  };
};

/** What keeps `file` from going on at a mark, for the user; undefined where its first bytes are still those that were marked. */
export const markFault = async (file: string, { bytes, sha256 }: CsvMark): Promise<string | undefined> => {
  const handle = await open(file).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw fileError('read', file, error);
  });
  if (!handle) return `${file} is missing`;
  try {
    const { size } = await handle.stat();
    if (size < bytes) return `${file} has ${size} bytes, but ${bytes} when the checkpoint was saved`;
    const content = createHash('sha256');
    await digest(handle, bytes, content);
    return content.digest('hex') === sha256
      ? undefined
      : `${file} was changed after the checkpoint was saved`;
  } catch (error) {
    throw fileError('read', file, error);
  } finally {
    await handle.close();
  }
};

/** Adds the first `bytes` bytes of a file to a hash. */
const digest = async (handle: FileHandle, bytes: number, content: Hash): Promise<void> => {
  if (bytes === 0) return;
  for await (const chunk of handle.createReadStream({ start: 0, end: bytes - 1, autoClose: false }))
    content.update(chunk as Buffer);
};

/** Takes back half a row; where even that fails, the error already on its way says what is wrong. */
const cut = (handle: FileHandle, size: number): Promise<void> => handle.truncate(size).catch(() => undefined);

/** Rows of a CSV text by the names of its header; throws a data error naming `where` and the line. */
export const parseCsv = (text: string, where: string): Readonly<Record<string, string>>[] => {
  try {
    return parse(text, { columns: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw dataError(
      `${where} is not readable as CSV: ${error.message}. Mend the line, or delete the file and run again.`,
    );
  }
};

/** The number a field holds, undefined where it is empty; throws a data error naming `where` for any other text. A log has many fields, so that place is a function. */
export const parseCsvNumber = (text: string, where: string | (() => string)): number | undefined => {
  if (text === '') return undefined;
  const value = SPECIAL.get(text) ?? Number(text);
  if (Number.isNaN(value) && !SPECIAL.has(text))
    throw dataError(
      `${typeof where === 'string' ? where : where()}: expected a number, found ${JSON.stringify(text)}.`,
    );
  return value;
};

/** `nan` stands in older logs, which go on as they are. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['nan', Number.NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
]);
