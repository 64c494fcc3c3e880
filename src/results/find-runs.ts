/** @file Finds the run folders in a results folder, an experiment's, a variant's; or the one that is named itself. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runError, usageError } from '../errors.ts';
import { fileError, hasCode } from './file-errors.ts';

const RUN = /^run-(\d+)$/;
/** <out>/<name>/<variant>/run-<k>. */
const DEPTH = 3;
/** More folders than any sweep has; whoever names `/` should not wait for it. */
const MOST_FOLDERS = 100_000;

/** Paths of all run folders in `folder`, ordered by path and number of the run; throws a usage error where there is no such folder. */
export const findRuns = async (folder: string): Promise<readonly string[]> => {
  const state = await stat(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) throw usageError(`${folder}: no such folder. Expected one with results.`);
    throw fileError('read', folder, error);
  });
  if (!state.isDirectory()) throw usageError(`${folder} is not a folder; expected one with results.`);
  let seen = 0;
  const below = async (path: string, depth: number): Promise<readonly string[]> => {
    if (++seen > MOST_FOLDERS) throw runError(`${folder} holds more than ${MOST_FOLDERS} folders.`);
    if (RUN.test(basename(path))) return [path];
    if (depth === 0) return [];
    const entries = await readdir(path, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const found: string[] = [];
    for (const name of folders.sort(byNumber)) found.push(...(await below(join(path, name), depth - 1)));
    return found;
  };
  return below(folder, DEPTH);
};

/** run-2 before run-10. */
const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
