/** @file Files of the data folder: there whole or not at all, and an error that says where else they could lie. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Pieces, placeFiles } from '../files/atomic-file.ts';
import { fileError } from '../files/file-errors.ts';

/**
 * Puts files into a folder, which is made where it is missing: all are written before the first gets its own name.
 * @throws UserError (exit code 1) where they can't be written, and the signal's reason when it aborts; nothing is left then.
 */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, Pieces>,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const paths = new Map([...files].map(([name, pieces]) => [join(folder, name), pieces]));
    await placeFiles(paths, signal && { signal });
  } catch (error) {
    throw writeError(folder, error);
  }
}

/** The user's error for a folder that can't be written; an error that is none of the operating system's comes back as it is. */
export const writeError = (folder: string, error: unknown): unknown =>
  fileError('write to', folder, error, {
    elsewhere: 'choose another data folder with ELU_BENCH_DATA',
  });
