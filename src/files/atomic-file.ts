/** @file Files that are there whole or not at all, whatever happens meanwhile: kill, full disk, loss of power, another process that writes the same. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError } from './file-errors.ts';

/** What a writer that was killed left is deleted by the next one after that long; nobody takes so long between two pieces. */
const LEFT_BEHIND_MS = 10 * 60_000;
const TEMPORARY = /\.[0-9a-f]{12}\.tmp$/;

/** Written at a time; in between the signal is looked at. */
const PIECE_BYTES = 2 ** 24;

/** What a file is to hold, piece after piece. */
export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

interface Conditions {
  /** Asked right before the first file gets its name, and keeps the old ones by throwing. */
  readonly confirm?: () => Promise<void>;
  /** Gives up; then its reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Replaces `file` by the given pieces in one step: written beside it under a name of its own, forced to disk, renamed over it. Of several
 * processes that do so at once the last one wins, whole. On failure the old file stays and nothing else is left.
 * @throws UserError (exit code 1) with the path and, of a list of pieces, the bytes needed; and what `confirm` throws.
 */
export async function writeAtomically(
  file: string,
  pieces: Pieces,
  confirm?: Conditions['confirm'],
): Promise<void> {
  try {
    await placeFiles(new Map([[file, pieces]]), confirm && { confirm });
  } catch (error) {
    throw fileError('write', file, error, Array.isArray(pieces) ? { bytes: byteLength(pieces) } : {});
  }
}

/** The same for several files, by path: all are on the disk before the first gets its name. Errors of the system are thrown as they are. */
export async function placeFiles(
  files: ReadonlyMap<string, Pieces>,
  { confirm, signal }: Conditions = {},
): Promise<void> {
  const temporary = new Map([...files.keys()].map((file) => [file, temporaryName(file)]));
  try {
    for (const [file, pieces] of files) {
      await withHandle(temporary.get(file)!, 'wx', async (handle) => {
        for await (const piece of pieces) await append(handle, piece, signal);
        await handle.sync();
        await sweep(file, (await handle.stat()).mtimeMs);
      });
    }
    await confirm?.();
    for (const [file, name] of temporary) await rename(name, file);
  } catch (error) {
    for (const name of temporary.values()) await remove(name);
    throw error;
  }
  // So that the new names outlive a loss of power too; where folders can't be synced (Windows), the files are there all the same.
  for (const folder of new Set([...files.keys()].map(dirname)))
    await withHandle(folder, 'r', (handle) => handle.sync()).catch(() => undefined);
}

const byteLength = (pieces: readonly (string | Uint8Array)[]): number =>
  pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);

const temporaryName = (file: string): string => `${file}.${randomBytes(6).toString('hex')}.tmp`;

async function append(handle: FileHandle, piece: string | Uint8Array, signal?: AbortSignal): Promise<void> {
  const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    signal?.throwIfAborted();
    await handle.appendFile(bytes.subarray(at, at + PIECE_BYTES));
  }
}

/** Deletes what killed writers of `file` left beside it. `now`: by the clock of the file system, which may be another machine's. */
async function sweep(file: string, now: number): Promise<void> {
  for (const left of await leftIn(dirname(file))) {
    if (!basename(left).startsWith(`${basename(file)}.`)) continue;
    const state = await stat(left).catch(() => undefined);
    if (state && now - state.mtimeMs > LEFT_BEHIND_MS) await remove(left);
  }
}

/** Deletes what killed writers left in a folder in which nobody else writes now. */
export async function clearLeftBehind(folder: string): Promise<void> {
  for (const left of await leftIn(folder)) await remove(left);
}

async function leftIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => TEMPORARY.test(name)).map((name) => join(folder, name));
}

const remove = (file: string): Promise<void> => rm(file, { force: true }).catch(() => undefined);

async function withHandle(
  path: string,
  flags: string,
  use: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const handle = await open(path, flags);
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
