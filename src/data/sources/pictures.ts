/** @file Lists of pictures that take some 40 bytes each: columns of numbers, and one text of all names. A million and more fit in memory. */
import { basename, join } from 'node:path';
import { dataError } from '../../errors.ts';
import type { PictureList, Place } from './source.ts';

/** Of each picture of a class the place and length of its bytes, and its name; names lie one after another in UTF-8. */
export interface Columns {
  readonly offsets: Float64Array;
  readonly lengths: Uint32Array;
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
  /** Of each class, in the order of the classes; as they were found, for joining them would take as much memory again. */
  readonly classes: readonly Columns[];
}

/** A picture as it is found. */
export interface Picture {
  readonly name: string;
  readonly length: number;
  readonly offset: number;
}

/** More than any decoder takes. */
const MOST_BYTES = 2 ** 31 - 1;

export function listOf(home: Home, classes: readonly Columns[]): KeptList {
  const starts = [0];
  for (const { ends } of classes) starts.push(starts.at(-1)! + ends.length);
  const labels = new Uint16Array(starts.at(-1)!);
  for (const label of classes.keys()) labels.fill(label, starts[label], starts[label + 1]);
  return {
    home,
    classes,
    labels,
    place(i) {
      const label = labels[i]!;
      return placeOf(home, classes[label]!, i - starts[label]!);
    },
  };
}

function placeOf({ kind, path }: Home, { offsets, lengths, ends, names }: Columns, i: number): Place {
  const from = i === 0 ? 0 : ends[i - 1]!;
  const name = Buffer.from(names.buffer, names.byteOffset + from, ends[i]! - from).toString();
  const at = { offset: offsets[i]!, length: lengths[i]! };
  if (kind === 'archive') return { path, ...at, name: `${basename(path)}: ${name}` };
  const file = join(path, name);
  return { path: file, ...at, name: file };
}

/**
 * Columns of the pictures of a class, as they are given; `where` is what holds them.
 * @throws UserError (exit code 3) for one that is larger than pictures can be.
 */
export function classColumns(pictures: readonly Picture[], where: string): Columns {
  const large = pictures.find(({ length }) => length > MOST_BYTES);
  if (large) throw dataError(`${where}: ${large.name}: ${large.length} bytes; no picture has so many.`);
  const ends = new Uint32Array(pictures.length);
  let end = 0;
  for (const [i, { name }] of pictures.entries()) {
    end += Buffer.byteLength(name);
    ends[i] = end;
  }
  return {
    offsets: Float64Array.from(pictures, ({ offset }) => offset),
    lengths: Uint32Array.from(pictures, ({ length }) => length),
    ends,
    names: Buffer.from(pictures.map(({ name }) => name).join('')),
  };
}
