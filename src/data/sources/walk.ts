/** @file Goes through folders of pictures in an order of its own, not the file system's. Links are followed, each folder once, so that loops end. */
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { dataError } from '../../errors.ts';
import { isFolder, obstacle } from '../../files/regular-file.ts';
import { grouped } from '../../text/counted.ts';
import { byCodePoints } from './code-points.ts';
import type { Picture } from './pictures.ts';
import type { OpenOptions } from './source.ts';

/** A tree that is gone through, and what was met there. */
export interface Walk {
  readonly root: string;
  readonly signal: AbortSignal;
  /** Counts pictures as they are found. */
  found(count: number): void;
  /** How many files of each ending are no pictures. */
  readonly passedOver: Map<string, number>;
}

/** Of a folder, hidden ones left out: names of the folders and files in it, links to such too, each sorted by code points. */
export interface Entries {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

export function startWalk(root: string, { signal, progress }: OpenOptions): Walk {
  let done = 0;
  return {
    root,
    signal,
    found(count) {
      done += count;
      progress?.(done, undefined);
    },
    passedOver: new Map(),
  };
}

/** By its name, as which of the formats it is shows only its bytes. */
export const isPicture = (name: string): boolean => /\.(jpe?g|png|webp)$/i.test(name);

/** @throws UserError (exit code 3) where the folder can't be read. */
export function entriesOf(path: string): Entries {
  try {
    const entries = readdirSync(path, { withFileTypes: true }).filter(({ name }) => !isHidden(name));
    const isIn = (one: (typeof entries)[number]) =>
      one.isDirectory() || (one.isSymbolicLink() && isFolder(join(path, one.name)));
    const folders = entries.filter(isIn);
    const inside = new Set(folders);
    const names = (some: typeof entries) => some.map(({ name }) => name).sort(byCodePoints);
    return { folders: names(folders), files: names(entries.filter((one) => !inside.has(one))) };
  } catch (error) {
    throw dataError(`${path}: ${why(error)}.`);
  }
}

/** Those of Unix, and the folder that macOS puts into zip archives beside the others. */
export const isHidden = (name: string): boolean => name.startsWith('.') || name === '__MACOSX';

/**
 * The pictures of a class, which has some.
 * @throws UserError (exit code 3) where there are none, and as `picturesBelow` does.
 */
export async function classPictures(walk: Walk, folder: string): Promise<readonly Picture[]> {
  const pictures = await picturesBelow(walk, folder);
  if (pictures.length > 0) return pictures;
  throw dataError(
    `${join(walk.root, folder)}: a class without pictures; expected JPEG, PNG or WebP files. Remove the folder if it is none.`,
  );
}

/**
 * The pictures below a folder, which is given by its path from the root, as theirs are: folder by folder, each sorted, as torchvision's ImageFolder has them.
 * @throws UserError (exit code 3) for what can't be read; the signal's reason when it aborts.
 */
async function picturesBelow(walk: Walk, folder: string): Promise<readonly Picture[]> {
  const pictures: Picture[] = [];
  const files = new Map<string, readonly string[]>();
  const seen = new Set<string>();
  const ahead = [folder];
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    walk.signal.throwIfAborted();
    await turn();
    const id = identity(join(walk.root, path));
    if (seen.has(id)) continue;
    seen.add(id);
    const entries = entriesOf(join(walk.root, path));
    files.set(path, entries.files);
    ahead.push(...entries.folders.map((name) => `${path}/${name}`).reverse());
  }
  for (const path of [...files.keys()].sort(byCodePoints))
    pictures.push(...picturesAmong(walk, path, files.get(path)!));
  return pictures;
}

/** Those of the files of a folder that are pictures; what is none is counted. */
export function picturesAmong(walk: Walk, folder: string, files: readonly string[]): readonly Picture[] {
  const pictures = files.filter(isPicture);
  for (const name of files) if (!isPicture(name)) passOver(walk, name);
  walk.found(pictures.length);
  return pictures.map((name) => {
    const path = `${folder}/${name}`;
    return { name: path, offset: 0, length: sizeOf(join(walk.root, path)) };
  });
}

function passOver({ passedOver }: Walk, name: string): void {
  const ending = extname(name).toLowerCase() || 'no ending';
  passedOver.set(ending, (passedOver.get(ending) ?? 0) + 1);
}

/** The same for all paths of a folder. */
function identity(path: string): string {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    throw dataError(`${path}: ${why(error)}.`);
  }
}

function sizeOf(path: string): number {
  try {
    const stat = statSync(path);
    accessSync(path, constants.R_OK);
    if (stat.isFile()) return stat.size;
  } catch {}
  throw dataError(`${path}: ${obstacle(path) ?? 'cannot be read'}.`);
}

const why = (error: unknown): string =>
  error instanceof Error && 'code' in error ? `cannot be read (${error.code})` : String(error);

/** What was met and not used, for people. */
export function passedOverRemarks({ passedOver }: Walk): readonly string[] {
  if (passedOver.size === 0) return [];
  const count = [...passedOver.values()].reduce((sum, one) => sum + one, 0);
  const endings = [...passedOver.keys()].sort(byCodePoints);
  const shown = endings.length > 5 ? [...endings.slice(0, 5), '…'] : endings;
  return [
    `files that are not JPEG, PNG or WebP by name (${shown.join(', ')}), and not used: ${grouped(count)}`,
  ];
}
