/** @file Anyone's CSV file as columns: commas, semicolons or tabs between fields, decimal points or commas, with or without a byte order mark. */
import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { dataError } from '../errors.ts';
import { fileError } from '../results/file-errors.ts';

/** One column: every field as text, and as numbers where most of the fields that are not empty are some. */
export interface CsvColumn {
  readonly texts: readonly string[];
  /** NaN for an empty field and for `nan`. */
  readonly numbers: Float64Array | undefined;
}

export interface CsvTable {
  readonly columns: ReadonlyMap<string, CsvColumn>;
  readonly rows: number;
  readonly notes: readonly string[];
}

/** Reads a whole file with a header; throws a data error naming file and row where it is damaged. */
export const readCsvTable = async (file: string): Promise<CsvTable> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileError('read', file, error);
  });
  const delimiter = delimiterOf(text);
  const [header = [], ...records] = recordsOf(text, delimiter, file);
  const problem = headerProblem(header);
  if (problem !== undefined) throw dataError(`${file}: ${problem}`);
  const notes: string[] = [];
  // What a killed process or a broken download leaves; a last line without a line feed but with all its fields counts as whole.
  if (records.length > 0 && records.at(-1)!.length < header.length && !text.endsWith('\n')) {
    records.pop();
    notes.push(`${file} ends in the middle of row ${records.length + 1}, which is left out.`);
  }
  for (const [row, { length }] of records.entries())
    if (length !== header.length)
      throw dataError(
        `${file}, row ${row + 1}: ${length} fields, but the header has ${header.length}.${hintFor(delimiter)}`,
      );
  const columns = new Map<string, CsvColumn>();
  for (const [at, name] of header.entries()) {
    const texts = records.map((record) => record[at]!);
    const where = (row: number) => `${file}, row ${row + 1}, column ${name}`;
    columns.set(name, { texts, numbers: numbersOf(texts, delimiter, where) });
  }
  return { columns, rows: records.length, notes };
};

type Delimiter = ',' | ';' | '\t';

/** Whichever the header has most of. */
const delimiterOf = (text: string): Delimiter => {
  const header = /^[^\r\n]*/.exec(text)![0].replaceAll(/"[^"]*"/g, '');
  const count = (delimiter: Delimiter) => header.split(delimiter).length;
  return ([',', ';', '\t'] as const).reduce((best, one) => (count(one) > count(best) ? one : best));
};

const recordsOf = (text: string, delimiter: Delimiter, file: string): string[][] => {
  try {
    return parse(text, { delimiter, bom: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw dataError(`${file} is not readable as CSV: ${error.message}. Mend that line.`);
  }
};

const headerProblem = (header: readonly string[]): string | undefined => {
  if (header.length === 0) return 'the file is empty. Expected a header that names the columns.';
  const twice = header.find((name, at) => header.indexOf(name) !== at);
  if (twice !== undefined)
    return `the header has ${JSON.stringify(twice)} twice. Give each column a name of its own.`;
  if (header.every((name) => readNumber(name, ',') !== undefined))
    return `the first line holds only numbers (${header.slice(0, 3).join(', ')}). Expected a header that names the columns.`;
  return undefined;
};

const hintFor = (delimiter: Delimiter): string =>
  delimiter === ','
    ? ' If its numbers have decimal commas, put semicolons between the fields, or decimal points into the numbers.'
    : '';

const numbersOf = (
  texts: readonly string[],
  delimiter: Delimiter,
  where: (row: number) => string,
): Float64Array | undefined => {
  const values = texts.map((text) => readNumber(text, delimiter));
  const wrong = values.indexOf(undefined);
  if (wrong < 0) return Float64Array.from(values as number[]);
  if (delimiter === ',' && DECIMAL_COMMA.test(texts[wrong]!))
    throw dataError(
      `${where(wrong)}: found "${texts[wrong]}", a number with a decimal comma, in a file with commas between its fields. Put decimal points into the numbers, or semicolons between the fields.`,
    );
  // Among numbers a single word is damage; among words a number is a name like the others.
  const filled = texts.filter((text) => !MISSING.has(text.trim().toLowerCase())).length;
  const words = values.filter((value) => value === undefined).length;
  if (2 * words >= filled) return undefined;
  throw dataError(`${where(wrong)}: expected a number, found ${JSON.stringify(texts[wrong])}.`);
};

const DECIMAL_COMMA = /^[-+]?\d*,\d+(e[-+]?\d+)?$/i;
const DECIMAL_POINT = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
/** What R, pandas and spreadsheets write where there is nothing. */
const MISSING: ReadonlySet<string> = new Set(['', 'na', 'n/a', '#n/a', 'null', 'none']);
const INFINITE = /^([-+]?)inf(inity)?$/i;

/** The number a field holds, NaN where it is empty or says so; undefined for any other text. */
export const readNumber = (field: string, delimiter: Delimiter): number | undefined => {
  const text = field.trim();
  if (DECIMAL_POINT.test(text)) return Number(text);
  if (delimiter !== ',' && DECIMAL_COMMA.test(text)) return Number(text.replace(',', '.'));
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return MISSING.has(text.toLowerCase()) || text.toLowerCase() === 'nan' ? Number.NaN : undefined;
};

/** True for a field that holds nothing at all, not even `nan`. */
export const isMissing = (field: string): boolean => MISSING.has(field.trim().toLowerCase());
