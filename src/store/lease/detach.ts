/** @file Takes the logs of a run out of the hands of a process that still has them open, though the folder is not its own any more. */
import { randomUUID } from 'node:crypto';
import { copyFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../../files/file-errors.ts';
import type { Guard } from './keeper.ts';
import { temporaryFile } from './note.ts';

/** Puts a copy in the place of each CSV file of a folder: a write that an earlier owner had begun goes into the file that is gone. */
export async function detachLogs(folder: string, confirm: Guard): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isFile() && entry.name.endsWith('.csv'))) {
    const [file, copy] = [join(folder, name), temporaryFile(folder, randomUUID())];
    try {
      await copyFile(file, copy);
      await confirm();
      await rename(copy, file);
    } catch (error) {
      await rm(copy, { force: true }).catch(() => undefined);
      throw fileError('write', file, error);
    }
  }
}
