/** @file Files that are there whole or not at all, whatever happens while they are written: Ctrl-C, kill, a full disk. */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runError } from '../errors.ts';

/** Written at a time; in between the signal is looked at. */
const PIECE = 2 ** 24;

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would exceed the size limit (ulimit -f)',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file is in the way of a folder',
  EEXIST: 'a file is in the way of a folder',
};

/**
 * Puts files into a folder, which is made where it is missing: all are written under temporary names before the first gets its own.
 * @throws UserError (exit code 1) where they can't be written, and the signal's reason when it aborts; nothing is left then.
 */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const temporary = (name: string) => join(folder, `${name}.${process.pid}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, bytes] of files) await writeSynced(temporary(name), bytes, signal);
    for (const name of files.keys()) await rename(temporary(name), join(folder, name));
  } catch (error) {
    for (const name of files.keys()) await rm(temporary(name), { force: true }).catch(() => undefined);
    throw writeError(folder, error);
  }
}

/** The user's error for a folder that can't be written; an error that is none of the operating system's comes back as it is. */
export function writeError(folder: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return error;
  const code = String(error.code);
  return runError(
    `cannot write to ${folder}: ${CAUSES[code] ?? code}. Mend that, or choose another data folder with ELU_BENCH_DATA.`,
  );
}

async function writeSynced(file: string, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
  const handle: FileHandle = await open(file, 'w');
  try {
    for (let at = 0; at < bytes.length; at += PIECE) {
      signal?.throwIfAborted();
      await handle.appendFile(bytes.subarray(at, at + PIECE));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}
