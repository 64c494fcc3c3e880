/** @file CSV as RFC 4180 has it, one fact a column, written so that a file always ends in a whole row. */
import { createRequire } from 'node:module';
import { CsvError, parse } from 'csv-parse/sync';
import { dataError } from '../errors.ts';
import { type FileMark, openGrowing } from '../files/growing-file.ts';
import type { Guard } from '../store/lease/keeper.ts';
import type { Column, CsvValue } from './run-columns.ts';

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
export function csvNumber(value: number, real = false): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return real && WHOLE.test(text) ? `${text}.0` : text;
}

const WHOLE = /^-?\d+$/;

const field = (value: CsvValue, real: boolean | undefined): string =>
  typeof value === 'number' ? csvNumber(value, real) : (value ?? '');

const lines = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  rows.map((row) => line(columns.map((column) => field(column.value(row), column.real)))).join('');

const header = <Row>(columns: readonly Column<Row>[]): string => line(columns.map((column) => column.name));

/** A whole CSV file as text: the header, then a line a row. */
export const csvText = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  header(columns) + lines(columns, rows);

/** The same piece by piece, of rows that come in parts. */
export function* csvPieces<Row>(
  columns: readonly Column<Row>[],
  parts: Iterable<readonly Row[]>,
): Generator<string> {
  yield header(columns);
  for (const rows of parts) yield lines(columns, rows);
}

/** A CSV file that grows; what was appended is with the operating system when the promise resolves. */
export interface CsvFile<Row> {
  /**
   * Adds whole rows with one write.
   * @throws UserError (exit code 1) naming the file, which then still ends in its last whole row.
   */
  append(...rows: readonly Row[]): Promise<void>;
  /** Forces to disk what was appended, and says how far the file has come. */
  mark(): Promise<FileMark>;
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

/**
 * Begins `file` anew with its header, or goes on from a mark and drops what came after it.
 * @throws UserError (exit code 1) where that can't be.
 */
export async function openCsv<Row>(
  file: string,
  columns: readonly Column<Row>[],
  from?: FileMark,
): Promise<CsvFile<Row>> {
  const growing = await openGrowing(file, header(columns), from);
  return { ...growing, append: (...rows) => growing.append(lines(columns, rows)) };
}

/**
 * Rows of a CSV text by the names of its header.
 * @throws UserError (exit code 3) naming `where` and the line.
 */
export function parseCsv(text: string, where: string): Readonly<Record<string, string>>[] {
  try {
    return parse(text, { columns: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw dataError(
      `${where} is not readable as CSV: ${error.message}. Mend the line, or delete the file and run again.`,
    );
  }
}

/**
 * The number a field holds, undefined where it is empty. A log has many fields, so that place is a function.
 * @throws UserError (exit code 3) naming `where` for any other text.
 */
export function parseCsvNumber(text: string, where: string | (() => string)): number | undefined {
  if (text === '') return undefined;
  const value = SPECIAL.get(text) ?? Number(text);
  if (Number.isNaN(value) && !SPECIAL.has(text))
    throw dataError(
      `${typeof where === 'string' ? where : where()}: expected a number, found ${JSON.stringify(text)}.`,
    );
  return value;
}

/** `nan` stands in older logs, which go on as they are. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['nan', Number.NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
]);
