/** @file Folders that are yet to be made: tried without making them, and unmade where nothing came of them. */
import { existsSync } from 'node:fs';
import { rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileError } from './file-errors.ts';

/** The path itself, or the first above it that is there. */
export function nearestFolder(path: string): string {
  const above = dirname(path);
  return existsSync(path) || above === path ? path : nearestFolder(above);
}

/** The same of many, most of which have one folder above them in common. */
export function nearestFolders(folders: readonly string[]): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  const found = new Map<string, string>();
  for (const folder of folders) {
    const parent = dirname(folder);
    const above = known.get(parent) ?? nearestFolder(parent);
    known.set(parent, above);
    found.set(folder, above === parent ? nearestFolder(folder) : above);
  }
  return found;
}

/** Enough for a run's logs, so that a full disk shows before the training rather than after it. */
const PROBE_BYTES = 64 * 1024;

/**
 * Tries by writing whether files can be written in a folder: permission bits say neither that a disk is full nor that it is mounted read-only.
 * @throws UserError (exit code 1) where they can't.
 */
export async function checkWritable(folder: string): Promise<void> {
  const probe = join(folder, `.write-check-${process.pid}`);
  try {
    await writeFile(probe, Buffer.alloc(PROBE_BYTES));
  } catch (error) {
    throw fileError('write to', folder, error, { bytes: PROBE_BYTES });
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/**
 * Tries by writing whether files can be written where these folders are or would be made, and leaves nothing.
 * @throws UserError (exit code 1) where they can't.
 */
export async function checkFolders(folders: readonly string[]): Promise<void> {
  for (const place of new Set(nearestFolders(folders).values())) await checkWritable(place);
}

/** Removes `folder` and those above it, as far as they hold nothing, but not `top` or what is above that. */
export async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let at = folder; at !== top && at !== dirname(at); at = dirname(at))
    // One that holds something stays, and with it all that are above it.
    await rmdir(at).catch(() => undefined);
}
