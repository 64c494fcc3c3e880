/** @file Lists of pictures as a file: of each class the columns as they lie in memory, so that reading makes no copy. */
import { endianness } from 'node:os';
import type { Columns } from './pictures.ts';

/** What a file's reader must know of the columns of a class: how many pictures, and bytes of names. */
export type Extent = readonly [count: number, nameBytes: number];

export const extentOf = ({ ends, names }: Columns): Extent => [ends.length, names.length];

/** Numbers lie as the processor has them. */
export const ORDER = endianness();

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** The widest numbers lie first, so that all begin where they may. */
const bytesOf = ([count, nameBytes]: Extent): number => padded((8 + 4 + 4) * count + nameBytes);

/** The pieces of a file of these classes: the columns themselves, and padding. */
export function* encodeColumns(classes: readonly Columns[]): Generator<Uint8Array> {
  for (const { offsets, lengths, ends, names } of classes) {
    const columns = [offsets, lengths, ends, names];
    for (const { buffer, byteOffset, byteLength } of columns)
      yield new Uint8Array(buffer, byteOffset, byteLength);
    const length = columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
    yield new Uint8Array(padded(length) - length);
  }
}

/** The classes of a file; undefined where its length is another than they have. */
export function decodeColumns(file: Uint8Array, extents: readonly Extent[]): readonly Columns[] | undefined {
  if (file.length !== extents.reduce((sum, extent) => sum + bytesOf(extent), 0)) return undefined;
  const { buffer, byteOffset } = file.byteOffset % 8 === 0 ? file : Uint8Array.from(file);
  let at = byteOffset;
  return extents.map((extent) => {
    const [count, nameBytes] = extent;
    const lengths = at + 8 * count;
    const columns = {
      offsets: new Float64Array(buffer, at, count),
      lengths: new Uint32Array(buffer, lengths, count),
      ends: new Uint32Array(buffer, lengths + 4 * count, count),
      names: new Uint8Array(buffer, lengths + 8 * count, nameBytes),
    };
    at += bytesOf(extent);
    return columns;
  });
}

/** Whether each name is inside of the names. */
export const isSound = ({ ends, names }: Columns): boolean =>
  ends.every((end, i) => end >= (ends[i - 1] ?? 0)) && (ends.at(-1) ?? 0) === names.length;
