/** @file Which stores there are in a folder, a size each, and which of them is meant. */
import { readdirSync } from 'node:fs';
import { dataError } from '../../errors.ts';
import { sizeFolder, sizeOf } from './layout.ts';
import { isStore, readIndex, type SourceNote, type StoreIndex } from './store-index.ts';

/** Names of what is in a folder; none where it is missing. */
export function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Sizes of the stores in a folder, the smallest first. */
export const sizesIn = (folder: string): readonly number[] =>
  entriesOf(folder)
    .flatMap((name) => sizeOf(name) ?? [])
    .filter((size) => isStore(sizeFolder(folder, size)))
    .sort((a, b) => a - b);

/** Stores of a folder: itself, where it is one, or those of its sizes. */
export const storesIn = (folder: string): readonly string[] =>
  isStore(folder) ? [folder] : sizesIn(folder).map((size) => sizeFolder(folder, size));

/**
 * The store that is meant, of those in a folder that has some; `prepared` says what "data prepare" is to be given for another size.
 * @throws UserError (exit code 3) where it is not there, or several are and none is named.
 */
export function chooseStore(
  folder: string,
  size: number | undefined,
  prepared: (from: SourceNote) => string,
): string {
  const stores = storesIn(folder);
  const indices = stores.map(readIndex);
  const sizes = indices.map((index) => index.size);
  const [only] = stores;
  if (size === undefined && stores.length === 1) return only!;
  if (size === undefined)
    throw dataError(
      `${folder} has pictures of several sizes; name one: ${sizes.map((one) => `dataset.size=${one}`).join(', ')}.`,
    );
  const chosen = stores[sizes.indexOf(size)];
  if (chosen !== undefined) return chosen;
  throw dataError(
    `${folder} has no pictures of ${size} × ${size}, but of ${sizes.join(', ')}; "elu-bench data prepare ${prepared(indices[0]!.source)} --size ${size}" makes them.`,
  );
}

/** `64 px (raw), 256 px (webp)`; of one that can't be read the folder alone. */
export const storesText = (folder: string): string =>
  storesIn(folder)
    .map((store) => {
      try {
        return formText(readIndex(store));
      } catch {
        return `${store} (damaged)`;
      }
    })
    .join(', ');

/** `64 px (raw)`. */
export const formText = ({ size, codec }: StoreIndex): string => `${size} px (${codec})`;
