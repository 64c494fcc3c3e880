/** @file Pictures of one's own, prepared under names in the data folder: by name, by the folder that they were prepared from, or by that of their shards. */
import { basename, join } from 'node:path';
import { dataError, UserError } from '../errors.ts';
import { isFolder } from '../files/regular-file.ts';
import { nearest } from '../text/nearest.ts';
import { dataFolder } from './data-folder.ts';
import type { WantedForm } from './dataset.ts';
import type { Location } from './dataset-row.ts';
import { readIndex } from './shards/store-index.ts';
import { chooseStore, entriesOf, storesIn, storesText } from './shards/stores.ts';
import { recognise } from './sources/open.ts';

/** Folder of what is prepared under a name. */
export const namedFolder = (name: string): string => join(dataFolder('images'), name);

/** Names under which pictures are prepared. */
export const preparedNames = (): readonly string[] =>
  entriesOf(dataFolder('images')).filter((name) => storesIn(namedFolder(name)).length > 0);

/** The data folder's `images`, with all that is prepared in it. */
export function locateImages(): Location {
  const names = preparedNames();
  const texts = names.map((name) => `${name} ${storesText(namedFolder(name))}`).join('; ');
  const dir = dataFolder('images');
  if (names.length > 0) return { found: true, dir, where: `${dir}: ${texts}` };
  return {
    found: false,
    problem: `no pictures are prepared in ${dir}`,
    remedy: 'prepare a folder of yours, "elu-bench data prepare DIR", and name it: dataset.dir=DIR',
  };
}

/**
 * The folder of the store that is meant by a folder, a name, or nothing but the folder of all names.
 * @throws UserError (exit code 3) where there is none, or more than one.
 */
export function imagesStore(dir: string, { size }: WantedForm): string {
  const folder = dir === dataFolder('images') ? theOnly() : folderOf(dir);
  return chooseStore(folder, size, ({ root }) => root + nameOption(folder, root));
}

/** What "data prepare" is to be told for the same name again. */
function nameOption(folder: string, root: string): string {
  const name = basename(folder);
  return name === basename(root) || folder !== namedFolder(name) ? '' : ` --as ${name}`;
}

function theOnly(): string {
  const names = preparedNames();
  if (names.length === 1) return namedFolder(names[0]!);
  throw dataError(
    `data set images: several are prepared; name one: ${names.map((name) => `dataset.dir=${name}`).join(', ')}.`,
  );
}

function folderOf(dir: string): string {
  if (storesIn(dir).length > 0) return dir;
  const [own, named] = [preparedFrom(dir), preparedNames().includes(dir) ? namedFolder(dir) : undefined];
  if (own.length > 1)
    throw dataError(
      `${dir} is prepared under several names; name one: ${own.map((name) => `dataset.dir=${name}`).join(', ')}.`,
    );
  if (own.length === 1) return namedFolder(own[0]!);
  if (named === undefined)
    throw dataError(
      isFolder(dir)
        ? `${dir} is not prepared; "elu-bench data prepare ${dir}" does that, once.`
        : `${dir}: neither a folder nor a name under which pictures are prepared (${namesText(dir)}); "elu-bench data prepare DIR" prepares a folder of pictures.`,
    );
  if (!isFolder(dir)) return named;
  throw dataError(
    `${dir} is a folder here, which is not prepared, and a name of prepared pictures; expected ${named} for these, or "elu-bench data prepare ${dir} --as NAME" first.`,
  );
}

/** The names that there are, with the one that was probably meant. */
function namesText(written: string): string {
  const names = preparedNames();
  const meant = nearest(written, names);
  return `${names.join(', ') || 'none yet'}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

/** Names of what was prepared from a folder. */
function preparedFrom(dir: string): readonly string[] {
  const root = rootOf(dir);
  if (root === undefined) return [];
  return preparedNames().filter((name) => storesIn(namedFolder(name)).some((store) => isFrom(root, store)));
}

/** Where in a folder its pictures begin; undefined where it has none. */
function rootOf(dir: string): string | undefined {
  try {
    return recognise(dir).root;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function isFrom(root: string, store: string): boolean {
  try {
    return readIndex(store).source.root === root;
  } catch {
    return false;
  }
}

/** All that is prepared under any name. */
export const allStores = (): readonly string[] =>
  preparedNames().flatMap((name) => storesIn(namedFolder(name)));
