/** @file Lists of pictures as a file: of each the columns, as they lie in memory, so that reading makes no copy. */
import { endianness } from 'node:os';
import type { Columns } from './pictures.ts';

/** What a file's reader must know of a list. */
export interface Extent {
  readonly count: number;
  readonly nameBytes: number;
}

export const extentOf = ({ labels, names }: Columns): Extent => ({
  count: labels.length,
  nameBytes: names.length,
});

/** Numbers lie as the processor has them. */
export const ORDER = endianness();

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** The widest numbers lie first, so that all begin where they may. */
const bytesOf = ({ count, nameBytes }: Extent): number => padded((8 + 4 + 4 + 2) * count + nameBytes);

/** The pieces of a file of these lists. */
export function* encodeColumns(lists: readonly Columns[]): Generator<Uint8Array> {
  for (const list of lists) {
    const columns = [list.offsets, list.lengths, list.ends, list.labels, list.names];
    for (const { buffer, byteOffset, byteLength } of columns)
      yield new Uint8Array(buffer, byteOffset, byteLength);
    const length = columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
    yield new Uint8Array(padded(length) - length);
  }
}

/** The lists of a file; undefined where its length is another than they have. */
export function decodeColumns(file: Uint8Array, extents: readonly Extent[]): readonly Columns[] | undefined {
  if (file.length !== extents.reduce((sum, extent) => sum + bytesOf(extent), 0)) return undefined;
  const { buffer, byteOffset } = file.byteOffset % 8 === 0 ? file : Uint8Array.from(file);
  let at = byteOffset;
  return extents.map((extent) => {
    const { count, nameBytes } = extent;
    const lengths = at + 8 * count;
    const columns = {
      offsets: new Float64Array(buffer, at, count),
      lengths: new Uint32Array(buffer, lengths, count),
      ends: new Uint32Array(buffer, lengths + 4 * count, count),
      labels: new Uint16Array(buffer, lengths + 8 * count, count),
      names: new Uint8Array(buffer, lengths + 10 * count, nameBytes),
    };
    at += bytesOf(extent);
    return columns;
  });
}

/** Whether each label is one of `classes`, and each name is inside of the names. */
export const isSound = ({ labels, ends, names }: Columns, classes: number): boolean =>
  labels.every((label) => label < classes) &&
  ends.every((end, i) => end >= (ends[i - 1] ?? 0)) &&
  (ends.at(-1) ?? 0) === names.length;
