/** @file Anyone's CSV file as columns: whatever stands between the fields, with or without what spreadsheets leave around them. */
import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { dataError } from '../../errors.ts';
import { fileError } from '../../files/file-errors.ts';
import { decodeText } from './encoding.ts';
import { DECIMAL_COMMA, type Delimiter, isMissing, isPercent, readNumber } from './field-numbers.ts';

/** One column: every field as text, trimmed, and as numbers where most of the fields that are not empty are some. */
export interface CsvColumn {
  readonly texts: readonly string[];
  /** NaN for an empty field and for `nan`. */
  readonly numbers: Float64Array | undefined;
  /** What keeps a column of numbers from being read: a word among them. */
  readonly damage?: string;
}

export interface CsvTable {
  /** Absolute path. */
  readonly file: string;
  /** By the names of the header, trimmed. */
  readonly columns: ReadonlyMap<string, CsvColumn>;
  readonly rows: number;
  /** Number of a row as the user counts them, from 1 below the header. */
  readonly numberOf: (row: number) => number;
  readonly notes: readonly string[];
}

/** A name that a column without one gets; pandas writes its index so. */
export const UNNAMED = 'unnamed';

/** Reads a whole file with a header; throws a data error naming file and row where it is damaged. */
export const readCsvTable = async (file: string): Promise<CsvTable> => {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw fileError('read', file, error);
  });
  const { text: whole, notes: guessed } = decodeText(bytes, file);
  const { text, asked } = withoutSeparatorLine(whole);
  const delimiter = asked ?? delimiterOf(text);
  const [names = [], ...records] = recordsOf(text, delimiter, file);
  const header = names.map((name) => name.trim());
  const notes = [...guessed];
  // What a killed process or a broken download leaves; a last line without a line feed but with all its fields counts as whole.
  if (records.length > 0 && records.at(-1)!.length < header.length && !text.endsWith('\n')) {
    records.pop();
    notes.push(`${file} ends in the middle of row ${records.length + 1}, which is left out.`);
  }
  const kept = records.flatMap((record, row) => (record.some((field) => field.trim() !== '') ? [row] : []));
  const width = header.findLastIndex((name) => name !== '') + 1;
  const problem = headerProblem(header.slice(0, width));
  if (problem !== undefined) throw dataError(`${file}: ${problem}`);
  for (const row of kept) {
    const used = records[row]!.findLastIndex((field) => field !== '') + 1;
    if (records[row]!.length < width || used > width)
      throw dataError(
        `${file}, row ${row + 1}: ${records[row]!.length} fields, but the header has ${header.length}.${hintFor(delimiter)}`,
      );
  }
  const columns = new Map<string, CsvColumn>();
  for (const [at, name] of header.slice(0, width).entries()) {
    const texts = kept.map((row) => records[row]![at]!.trim());
    if (name === '' && texts.every((field) => field === '')) continue;
    if (name === '' && columns.has(UNNAMED)) throw dataError(`${file}: two columns have no name.`);
    const where = (index: number) => `${file}, row ${kept[index]! + 1}, column ${name}`;
    const column = columnOf(texts, delimiter, where);
    columns.set(name || UNNAMED, column);
    if (column.numbers && texts.some(isPercent))
      notes.push(`${file}: percentages in column ${name} are read as fractions, 2.5 % as 0.025.`);
  }
  return { file, columns, rows: kept.length, numberOf: (row) => kept[row]! + 1, notes };
};

/** `sep=;`, which tells a spreadsheet how to read the rest. */
const SEPARATOR_LINE = /^"?sep=([,;|\t])"?[,;|\t]*\r?\n/i;

const withoutSeparatorLine = (text: string): { readonly text: string; readonly asked?: Delimiter } => {
  const [line, asked] = SEPARATOR_LINE.exec(text) ?? [];
  return line === undefined ? { text } : { text: text.slice(line.length), asked: asked as Delimiter };
};

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];

/** Whichever the header and the row below it have equally many of, and most; or else the header alone. */
const delimiterOf = (text: string): Delimiter => {
  const [header = '', row = ''] = text
    .replace(/^[\r\n]+/, '')
    .split(/\r?\n|\r/, 2)
    .map((line) => line.replaceAll(/"[^"]*"/g, ''));
  const score = (one: Delimiter) => {
    const [above, below] = [header.split(one).length, row.split(one).length];
    return above + (above > 1 && above === below ? 0.5 : 0);
  };
  return DELIMITERS.reduce((best, one) => (score(one) > score(best) ? one : best));
};

const recordsOf = (text: string, delimiter: Delimiter, file: string): string[][] => {
  try {
    return parse(text, {
      delimiter,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw dataError(`${file} is not readable as CSV: ${error.message}. Mend that line.`);
  }
};

const headerProblem = (header: readonly string[]): string | undefined => {
  if (header.length === 0) return 'the file is empty. Expected a header that names the columns.';
  const twice = header.find((name, at) => name !== '' && header.indexOf(name) !== at);
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

const columnOf = (
  texts: readonly string[],
  delimiter: Delimiter,
  where: (row: number) => string,
): CsvColumn => {
  const values = texts.map((text) => readNumber(text, delimiter));
  const wrong = values.indexOf(undefined);
  if (wrong < 0) return { texts, numbers: Float64Array.from(values as number[]) };
  const found = JSON.stringify(texts[wrong]);
  if (delimiter === ',' && DECIMAL_COMMA.test(texts[wrong]!))
    return {
      texts,
      numbers: undefined,
      damage: `${where(wrong)}: found ${found}, a number with a decimal comma, in a file with commas between its fields. Put decimal points into the numbers, or semicolons between the fields.`,
    };
  // Among numbers a single word is damage; among words a number is a name like the others.
  const filled = texts.filter((text) => !isMissing(text)).length;
  const words = values.filter((value) => value === undefined).length;
  if (2 * words >= filled) return { texts, numbers: undefined };
  return { texts, numbers: undefined, damage: `${where(wrong)}: expected a number, found ${found}.` };
};
