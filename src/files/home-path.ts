/** @file Paths that begin with `~`: a shell puts the home folder there at the beginning of a word only, and so not in `--out=~/x` nor in `dataset.dir=~/x`. */
import { homedir } from 'node:os';

/** The path with `~` and `~/…` as a shell means them; undefined for another's home, `~name/…`. A folder that is called so is `./~`. */
export function homePath(path: string): string | undefined {
  if (!path.startsWith('~')) return path;
  return /^~(?=$|[\\/])/.test(path) ? homedir() + path.slice(1) : undefined;
}

/** What is wrong with a path that has none. */
export const NOT_HOME =
  'another user\'s home is not looked up; expected ~/… for your own, "./~…" for a name with ~, or the whole path';
