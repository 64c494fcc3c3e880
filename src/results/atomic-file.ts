/** @file Files that are there whole or not at all, whatever happens meanwhile: kill, full disk, loss of power. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileError } from './file-errors.ts';

/**
 * Replaces `file` by the given pieces in one step: written beside it, forced to disk, renamed over it.
 * On failure the old file stays, nothing else is left, and a run error names the path and the bytes needed.
 * `confirm` is asked right before the rename, and keeps the old file by throwing.
 */
export const writeAtomically = async (
  file: string,
  pieces: readonly (string | Uint8Array)[],
  confirm?: () => Promise<void>,
): Promise<void> => {
  const bytes = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
  const temporary = `${file}.tmp`;
  try {
    await withHandle(temporary, 'w', async (handle) => {
      for (const piece of pieces) await handle.appendFile(piece);
      await handle.sync();
    });
    await confirm?.();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError('write', file, error, bytes);
  }
  // So that the new name outlives a loss of power too; where folders can't be synced (Windows), the file is there all the same.
  await withHandle(dirname(file), 'r', (folder) => folder.sync()).catch(() => undefined);
};

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
