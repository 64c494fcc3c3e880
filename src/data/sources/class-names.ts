/** @file The classes of a set of pictures: its folders, by name. */
import { join } from 'node:path';
import { dataError } from '../../errors.ts';
import { isThere } from '../../files/regular-file.ts';
import { grouped } from '../../text/counted.ts';
import { textLines } from './text-lines.ts';
import { entriesOf, isPicture } from './walk.ts';

/** As many as labels tell apart. */
const MOST = 2 ** 16;

/**
 * Names of the class folders of `set` in `root`, sorted by code points, as torchvision has them.
 * @throws UserError (exit code 3) where there are fewer than two, or more than labels tell apart.
 */
export function classNames(root: string, set: string): readonly string[] {
  const path = join(root, set);
  const { folders, files } = entriesOf(path);
  const [only] = folders;
  if (only === undefined)
    throw dataError(
      files.some(isPicture)
        ? `${path}: pictures without class folders, so that nothing says their classes; expected CLASS/NAME in it.`
        : `${path}: no class folders; expected CLASS/NAME in it.`,
    );
  if (folders.length === 1)
    throw dataError(
      `${path}: one class folder only, ${only}; expected two or more. If the classes are in that one, name it: ${join(path, only)}.`,
    );
  if (folders.length > MOST)
    throw dataError(`${path}: ${grouped(folders.length)} class folders; expected at most ${grouped(MOST)}.`);
  return folders;
}

/**
 * The same of a validation set; classes may be missing.
 * @throws UserError (exit code 3) where it has a class that training does not have.
 */
export function validatedClasses(root: string, set: string, classes: readonly string[]): readonly string[] {
  const { folders } = entriesOf(join(root, set));
  if (folders.length === 0) return classNames(root, set);
  const known = new Set(classes);
  const stranger = folders.find((name) => !known.has(name));
  if (stranger === undefined) return folders;
  throw dataError(
    `${join(root, set, stranger)}: a class that the training set does not have; expected the same classes in both.`,
  );
}

/** Pictures of a set that are in no class, for people. */
export function looseRemarks(root: string, set: string): readonly string[] {
  const path = join(root, set);
  const count = entriesOf(path).files.filter(isPicture).length;
  return count === 0
    ? []
    : [`pictures in no class folder, but in ${path}, which are not used: ${grouped(count)}`];
}

/**
 * Compares classes with a list of them, a line each that begins with the class; where there is no list, nothing is said.
 * @throws UserError (exit code 3) where they differ.
 */
export function checkListed(list: string, classes: readonly string[]): void {
  if (!isThere(list)) return;
  const listed = new Set(textLines(list).map((line) => line.trim().split(/\s/)[0]!));
  const known = new Set(classes);
  const stranger = classes.find((name) => !listed.has(name)) ?? [...listed].find((name) => !known.has(name));
  if (stranger !== undefined)
    throw dataError(
      `${list}: ${stranger} is ${listed.has(stranger) ? 'here, but not' : 'not here, but'} among the folders of train; expected the same classes in both.`,
    );
}
