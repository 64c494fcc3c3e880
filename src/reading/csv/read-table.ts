/** @file Anyone's CSV file, read into columns: whatever stands between the fields, with or without what spreadsheets leave around them. */
import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { dataError } from '../../errors.ts';
import { fileError } from '../../files/file-errors.ts';
import { columnOf } from './column.ts';
import { delimiterOf, withoutSeparatorLine } from './delimiter.ts';
import { decodeText } from './encoding.ts';
import { type Delimiter, isPercent, readNumber } from './field-numbers.ts';
import { type CsvColumn, type CsvTable, UNNAMED } from './table.ts';

/**
 * Reads a whole file with a header.
 * @throws UserError (exit code 3) naming file and row where it is damaged.
 */
export async function readCsvTable(file: string): Promise<CsvTable> {
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
  for (const row of kept) checkWidth(records[row]!, header, `${file}, row ${row + 1}`, delimiter);
  const columns = columnsOf(header.slice(0, width), records, kept, file, delimiter);
  for (const [name, { numbers, texts }] of columns)
    if (numbers && texts.some(isPercent))
      notes.push(`${file}: percentages in column ${name} are read as fractions, 2.5 % as 0.025.`);
  return { file, columns, rows: kept.length, numberOf: (row) => kept[row]! + 1, notes };
}

function columnsOf(
  header: readonly string[],
  records: readonly (readonly string[])[],
  kept: readonly number[],
  file: string,
  delimiter: Delimiter,
): ReadonlyMap<string, CsvColumn> {
  const columns = new Map<string, CsvColumn>();
  for (const [at, name] of header.entries()) {
    const texts = kept.map((row) => records[row]![at]!.trim());
    if (name === '' && texts.every((field) => field === '')) continue;
    if (name === '' && columns.has(UNNAMED)) throw dataError(`${file}: two columns have no name.`);
    const where = (index: number) => `${file}, row ${kept[index]! + 1}, column ${name}`;
    columns.set(name || UNNAMED, columnOf(texts, delimiter, where));
  }
  return columns;
}

/** A row has a field for each name of the header, and nothing in those behind. */
function checkWidth(
  record: readonly string[],
  header: readonly string[],
  where: string,
  delimiter: Delimiter,
): void {
  const width = header.findLastIndex((name) => name !== '') + 1;
  const used = record.findLastIndex((field) => field !== '') + 1;
  if (record.length < width || used > width)
    throw dataError(
      `${where}: ${record.length} fields, but the header has ${header.length}.${hintFor(delimiter)}`,
    );
}

const hintFor = (delimiter: Delimiter): string =>
  delimiter === ','
    ? ' If its numbers have decimal commas, put semicolons between the fields, or decimal points into the numbers.'
    : '';

function recordsOf(text: string, delimiter: Delimiter, file: string): string[][] {
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
}

function headerProblem(header: readonly string[]): string | undefined {
  if (header.length === 0) return 'the file is empty. Expected a header that names the columns.';
  const twice = header.find((name, at) => name !== '' && header.indexOf(name) !== at);
  if (twice !== undefined)
    return `the header has ${JSON.stringify(twice)} twice. Give each column a name of its own.`;
  if (header.every((name) => readNumber(name, ',') !== undefined))
    return `the first line holds only numbers (${header.slice(0, 3).join(', ')}). Expected a header that names the columns.`;
  return undefined;
}
