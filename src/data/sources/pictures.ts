/** @file Lists of pictures that take some 40 bytes each: columns of numbers, and one text of all names. A million and more fit in memory. */
import { basename, join } from 'node:path';
import { dataError } from '../../errors.ts';
import type { PictureList, Place } from './source.ts';

/** Of each picture its class, the place and length of its bytes, and its name; names lie one after another in UTF-8. */
export interface Columns {
  readonly labels: Uint16Array;
  readonly lengths: Uint32Array;
  readonly offsets: Float64Array;
  /** Where each name ends. */
  readonly ends: Uint32Array;
  readonly names: Uint8Array;
}

/** What the pictures of a list lie in: files below a folder, by their path from there, or members of an archive. */
export interface Home {
  readonly kind: 'folder' | 'archive';
  readonly path: string;
}

/** A list that can be kept. */
export interface KeptList extends PictureList {
  readonly home: Home;
  readonly columns: Columns;
}

/** Pictures as they are found, before their order is known. */
export interface Picture {
  readonly name: string;
  readonly length: number;
  readonly offset: number;
}

/** More than any decoder takes. */
const MOST_BYTES = 2 ** 31 - 1;

export const listOf = (home: Home, columns: Columns): KeptList => ({
  home,
  columns,
  labels: columns.labels,
  place: (i) => placeOf(home, columns, i),
});

function placeOf({ kind, path }: Home, { offsets, lengths, ends, names }: Columns, i: number): Place {
  const name = Buffer.from(names.buffer, names.byteOffset, names.byteLength).toString(
    'utf8',
    i === 0 ? 0 : ends[i - 1],
    ends[i],
  );
  const at = { offset: offsets[i]!, length: lengths[i]! };
  if (kind === 'archive') return { path, ...at, name: `${basename(path)}: ${name}` };
  const file = join(path, name);
  return { path: file, ...at, name: file };
}

/**
 * Columns of the pictures of each class, in the order of the classes.
 * @throws UserError (exit code 3) for one that is larger than pictures can be.
 */
export function columnsOf(classes: readonly Columns[]): Columns {
  const counts = classes.map(({ ends }) => ends.length);
  const count = counts.reduce((sum, one) => sum + one, 0);
  const bytes = classes.reduce((sum, { names }) => sum + names.length, 0);
  const all = {
    labels: new Uint16Array(count),
    lengths: new Uint32Array(count),
    offsets: new Float64Array(count),
    ends: new Uint32Array(count),
    names: new Uint8Array(bytes),
  };
  let [at, byte] = [0, 0];
  for (const one of classes) {
    all.labels.set(one.labels, at);
    all.lengths.set(one.lengths, at);
    all.offsets.set(one.offsets, at);
    for (const end of one.ends) all.ends[at++] = byte + end;
    all.names.set(one.names, byte);
    byte += one.names.length;
  }
  return all;
}

/** Columns of some pictures of one class, as they are given; `where` is what holds them. */
export function classColumns(pictures: readonly Picture[], label: number, where: string): Columns {
  const large = pictures.find(({ length }) => length > MOST_BYTES);
  if (large) throw dataError(`${where}: ${large.name}: ${large.length} bytes; no picture has so many.`);
  const ends = new Uint32Array(pictures.length);
  let end = 0;
  for (const [i, { name }] of pictures.entries()) ends[i] = end += Buffer.byteLength(name);
  return {
    labels: new Uint16Array(pictures.length).fill(label),
    lengths: Uint32Array.from(pictures, ({ length }) => length),
    offsets: Float64Array.from(pictures, ({ offset }) => offset),
    ends,
    names: Buffer.from(pictures.map(({ name }) => name).join('')),
  };
}
