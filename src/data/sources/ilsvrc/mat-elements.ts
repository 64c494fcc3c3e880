/** @file The elements of a MATLAB 5 file (MAT-File Format, level 5), without a copy of their bytes. Sizes are believed no further than there are bytes. */
import { inflateSync } from 'node:zlib';
import { dataError } from '../../../errors.ts';

/** Element types that occur here. */
export const TYPE = { matrix: 14, compressed: 15 } as const;

export interface Element {
  readonly type: number;
  readonly data: Buffer;
}

/** Bytes of a file, and what errors call it. */
export interface Mat {
  readonly path: string;
  readonly littleEndian: boolean;
}

const HEADER_BYTES = 128;
/** The devkit's table has some two million bytes in 15,000 elements; a file that says much more is another, or forged. */
const MOST = { inflated: 2 ** 24, elements: 100_000 };

export const damagedMat = (path: string, what: string) =>
  dataError(`${path}: ${what}: truncated or damaged. Copy or download it again.`);

/**
 * The elements of a file, compressed ones as what they hold.
 * @throws UserError (exit code 3) for another format, and what is damaged.
 */
export function* matElements(file: Buffer, path: string): Generator<Element & Mat> {
  const order = file.toString('latin1', 126, 128);
  if (
    file.length < HEADER_BYTES ||
    file.toString('latin1', 0, 10) !== 'MATLAB 5.0' ||
    !/^(IM|MI)$/.test(order)
  )
    throw damagedMat(path, 'no MATLAB 5 file');
  const mat = { path, littleEndian: order === 'IM' };
  let left = MOST.inflated;
  for (const element of elementsOf(file.subarray(HEADER_BYTES), mat)) {
    if (element.type !== TYPE.compressed) {
      yield { ...element, ...mat };
      continue;
    }
    const bytes = inflated(element.data, left, path);
    left -= bytes.length;
    for (const inside of elementsOf(bytes, mat)) yield { ...inside, ...mat };
  }
}

function inflated(data: Buffer, most: number, path: string): Buffer {
  try {
    return inflateSync(data, { maxOutputLength: most });
  } catch {
    throw damagedMat(path, 'compressed data that cannot be inflated');
  }
}

/** Elements one after another: a tag of type and length, eight bytes, then the data, padded to eight; up to four bytes of data stand in the tag. */
export function* elementsOf(bytes: Buffer, mat: Mat): Generator<Element> {
  for (let at = 0, count = 1; at < bytes.length; count++) {
    if (count > MOST.elements) throw damagedMat(mat.path, `more than ${MOST.elements} elements`);
    if (bytes.length - at < 8) throw damagedMat(mat.path, 'an element without a length');
    const first = uint32(bytes, at, mat);
    const small = first >>> 16;
    const [type, length, from] =
      small > 0 ? [first & 0xffff, small, at + 4] : [first, uint32(bytes, at + 4, mat), at + 8];
    if (length > (small > 0 ? 4 : bytes.length - from))
      throw damagedMat(mat.path, `an element of ${length} bytes`);
    yield { type, data: bytes.subarray(from, from + length) };
    at = small > 0 ? at + 8 : from + (type === TYPE.compressed ? length : Math.ceil(length / 8) * 8);
  }
}

export const uint32 = (bytes: Buffer, at: number, { littleEndian }: Mat): number =>
  littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
