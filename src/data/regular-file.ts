/** @file Whether a path is a file that can be read, and what is in the way where it is not. */
import { accessSync, constants, lstatSync, readlinkSync, type Stats, statSync } from 'node:fs';

const lstat = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false });

/** Whether anything is there: a file, a folder, a link to nowhere. A path through a file is nothing. */
export function isThere(path: string): boolean {
  try {
    return lstat(path) !== undefined;
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
