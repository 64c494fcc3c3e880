/** @file Files as they are looked at before they are read: whether they can be, what is in the way where not, and their ends. */
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';

const lstat = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false });

/** Whether anything is there: a file, a folder, a link to nowhere. A path through a file is nothing. */
export function isThere(path: string): boolean {
  try {
    return lstat(path) !== undefined;
  } catch {
    return false;
  }
}

/** Whether it is a folder, or a link to one. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** What keeps a path that is there from being read as a file, of which nothing is opened; undefined where nothing does. */
export function obstacle(path: string): string | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined)
      return lstat(path)?.isSymbolicLink()
        ? `a link to ${readlinkSync(path)}, where nothing is`
        : 'cannot be read (ENOENT)';
    // Opening a pipe or a device could wait for ever.
    if (!stat.isFile())
      return stat.isDirectory() ? 'a folder; expected a file' : 'expected a file, found something else';
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
}

/** So many bytes from a place on, or as many as there are. */
export function readAt(file: string, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const handle = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(handle, bytes, 0, length, position));
  } finally {
    closeSync(handle);
  }
}

/** Bytes of what a gzip file was made of, modulo 2³², as its last four bytes say; of one that broke off they are anything. */
export function gzipLength(file: string): number {
  const end = readAt(file, Math.max(0, statSync(file).size - 4), 4);
  return end.length < 4 ? 0 : new DataView(end.buffer).getUint32(0, true);
}
