/** @file log.csv read back, as summaries and comparisons need it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogColumn } from './columns.ts';
import { parseCsv, parseCsvNumber } from './csv.ts';
import { fileError, hasCode } from './file-errors.ts';

/** One row of log.csv by column; undefined where the field is empty. */
export type LogRecord = { readonly [column in LogColumn]?: number | undefined };

/**
 * The rows of the log.csv of a run, oldest first; none where the run has no log yet.
 * Throws a data error naming the file where it is damaged; a half row at the end, which a killed run can leave, is passed over.
 */
export const readLog = async (folder: string): Promise<readonly LogRecord[]> => {
  const file = join(folder, 'log.csv');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw fileError('read', file, error);
  });
  const wholeRows = text.slice(0, text.lastIndexOf('\n') + 1);
  return parseCsv(wholeRows, file).map((record, index) => {
    const where = (column: string) => () => `${file}, row ${index + 1}, column ${column}`;
    return Object.fromEntries(
      Object.entries(record).map(([column, field]) => [column, parseCsvNumber(field, where(column))]),
    );
  });
};
