/** @file Files that are there whole or not at all, whatever happens meanwhile: kill, full disk, loss of power, another process that writes the same. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError } from './file-errors.ts';

/** What a writer that was killed left is deleted by the next one after that long; nobody takes so long between two pieces. */
const LEFT_BEHIND_MS = 10 * 60_000;
const TEMPORARY = /\.[0-9a-f]{12}\.tmp$/;

/**
 * Replaces `file` by the given pieces in one step: written beside it under a name of its own, forced to disk, renamed over it. Of several
 * processes that do so at once the last one wins, whole. On failure the old file stays, nothing else is left, and a run error names the path
 * and the bytes needed. `confirm` is asked right before the rename, and keeps the old file by throwing.
 */
export const writeAtomically = async (
  file: string,
  pieces: readonly (string | Uint8Array)[],
  confirm?: () => Promise<void>,
): Promise<void> => {
  const bytes = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await withHandle(temporary, 'wx', async (handle) => {
      for (const piece of pieces) await handle.appendFile(piece);
      await handle.sync();
      await sweep(file, (await handle.stat()).mtimeMs);
    });
    await confirm?.();
    await rename(temporary, file);
  } catch (error) {
    await remove(temporary);
    throw fileError('write', file, error, bytes);
  }
  // So that the new name outlives a loss of power too; where folders can't be synced (Windows), the file is there all the same.
  await withHandle(dirname(file), 'r', (folder) => folder.sync()).catch(() => undefined);
};

/** Deletes what killed writers of `file` left beside it. `now`: by the clock of the file system, which may be another machine's. */
const sweep = async (file: string, now: number): Promise<void> => {
  for (const left of await leftIn(dirname(file))) {
    if (!basename(left).startsWith(`${basename(file)}.`)) continue;
    const state = await stat(left).catch(() => undefined);
    if (state && now - state.mtimeMs > LEFT_BEHIND_MS) await remove(left);
  }
};

/** Deletes what killed writers left in a folder in which nobody else writes now. */
export const clearLeftBehind = async (folder: string): Promise<void> => {
  for (const left of await leftIn(folder)) await remove(left);
};

const leftIn = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => TEMPORARY.test(name)).map((name) => join(folder, name));
};

const remove = (file: string): Promise<void> => rm(file, { force: true }).catch(() => undefined);

const withHandle = async (
  path: string,
  flags: string,
  use: (handle: FileHandle) => Promise<void>,
): Promise<void> => {
  const handle = await open(path, flags);
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
};
