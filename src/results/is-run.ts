/** @file Whether a folder is that of a run: by what it holds, whatever it is called. */
import { closeSync, type Dirent, openSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RunStatus } from '../store/status.ts';
import { LOG_COLUMNS } from './run-columns.ts';

/** What `run` calls the folder of run k. */
const NUMBERED = /^run-(\d{1,9})$/;
/** What the folder of a run holds that is about to begin, or whose status.json is damaged. */
const BEGUN = /^(lock|status|environment)\.json$|^config\.yaml$|^checkpoint\.|^\.write-check$/;
const HEADER = `${LOG_COLUMNS.slice(0, 3)
  .map(({ name }) => name)
  .join(',')},`;

/**
 * True for a folder of a run without a whole status.json, by its entries: a log.csv with our header; or no log.csv, and where it is called
 * run-<k>, nothing at all or what a run begins with. Anyone's log.csv makes no run.
 */
export function isRunByEntries(folder: string, entries: readonly Dirent[]): boolean {
  if (entries.some(({ name }) => name === 'log.csv')) return isOwnLog(join(folder, 'log.csv'));
  if (!NUMBERED.test(basename(folder)) || entries.some((entry) => !entry.isFile())) return false;
  return entries.length === 0 || entries.some(({ name }) => BEGUN.test(name));
}

/** The number of a run, undefined where neither its status nor its folder's name says. */
export const runNumber = (folder: string, status: RunStatus | undefined): number | undefined =>
  status?.run ??
  (NUMBERED.test(basename(folder)) ? Number(basename(folder).slice('run-'.length)) : undefined);

/** True for a log.csv that begins as ours do. */
function isOwnLog(file: string): boolean {
  const start = Buffer.alloc(HEADER.length + 6);
  try {
    const handle = openSync(file, 'r');
    try {
      const length = readSync(handle, start);
      // With a byte order mark, or in quotes, where a spreadsheet has saved it.
      const text = start.toString('utf8', 0, length).replaceAll(/[\uFEFF"]/g, '');
      return text.startsWith(HEADER.slice(0, Math.min(HEADER.length, text.length))) && text !== '';
    } finally {
      closeSync(handle);
    }
  } catch {
    return false;
  }
}
