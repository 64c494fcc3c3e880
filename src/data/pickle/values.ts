/** @file What a pickle holds: small objects that point into the file, so that a million of them take little room and nothing is copied unasked. */

/** Python's bytes. `latin1`: they stand in the file as text in UTF-8, a character a byte, as Python 3 writes them for protocol 2. */
export interface Bytes {
  readonly kind: 'bytes';
  readonly start: number;
  readonly end: number;
  readonly latin1: boolean;
}

/** Python's str, in UTF-8. */
export interface Text {
  readonly kind: 'text';
  readonly start: number;
  readonly end: number;
}

/** NumPy's element type, such as u1 for uint8; `order` is < or > where a number has several bytes. */
export interface Dtype {
  readonly kind: 'dtype';
  readonly code: string;
  order: string;
}

/** NumPy's array. It is begun empty, and BUILD says the rest. */
export interface NdArray {
  readonly kind: 'array';
  shape: readonly number[];
  dtype: Dtype | undefined;
  /** The axes in the order in which the numbers lie, the last one side by side: 0, 1, … row by row, and backwards in Fortran's order. */
  axes: readonly number[];
  /** Undefined where it does not hold plain numbers. */
  data: Bytes | undefined;
}

/** A class or function that the pickle names. */
export interface Global {
  readonly kind: 'global';
  readonly name: string;
}

/** Lists and tuples are arrays; a dictionary's keys are str, or bytes that are read as Latin-1. */
export type Pickled =
  | null
  | boolean
  | number
  | Bytes
  | Text
  | Dtype
  | NdArray
  | readonly Pickled[]
  | ReadonlyMap<string, Pickled>;

const isKind = (value: unknown, kind: string): boolean =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

export const isBytes = (value: unknown): value is Bytes => isKind(value, 'bytes');
export const isText = (value: unknown): value is Text => isKind(value, 'text');
export const isDtype = (value: unknown): value is Dtype => isKind(value, 'dtype');
export const isArray = (value: unknown): value is NdArray => isKind(value, 'array');

/** The bytes themselves, given the file; undefined where text has characters that are no byte. */
export function bytesOf(file: Uint8Array, { start, end, latin1 }: Bytes): Uint8Array | undefined {
  if (!latin1) return file.subarray(start, end);
  const bytes = new Uint8Array(end - start);
  let count = 0;
  for (let at = start; at < end; at++) {
    const byte = file[at]!;
    if (byte < 0x80) bytes[count++] = byte;
    else {
      // 0x80 to 0xff are the lead bytes c2 and c3, and one that follows.
      const next = at + 1 < end ? file[++at]! : 0;
      if ((byte !== 0xc2 && byte !== 0xc3) || next >> 6 !== 2) return undefined;
      bytes[count++] = ((byte & 3) << 6) | (next & 0x3f);
    }
  }
  return bytes.subarray(0, count);
}

/** The bytes of an array of bytes row by row, whatever order they lie in. */
export function rowByRow(bytes: Uint8Array, { shape, axes }: NdArray): Uint8Array {
  if (axes.every((axis, i) => axis === i)) return bytes;
  const strides = shape.map(() => 1);
  axes.reduceRight((step, axis) => {
    strides[axis] = step;
    return step * shape[axis]!;
  }, 1);
  const out = new Uint8Array(bytes.length);
  const index = shape.map(() => 0);
  let from = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = bytes[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

/** Reads one number of `view`; DataView's methods by NumPy's codes. */
const READERS: Readonly<Record<string, (view: DataView, at: number, little: boolean) => number>> = {
  b1: (view, at) => view.getUint8(at),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/** The numbers of an array's or a scalar's bytes, in the order of the file; undefined where they are none, or end within one. */
export function numbersOf(bytes: Uint8Array, { code, order }: Dtype): number[] | undefined {
  const read = Object.hasOwn(READERS, code) ? READERS[code]! : undefined;
  const width = Number(code.slice(1));
  if (read === undefined || bytes.length % width !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / width }, (_, i) => read(view, i * width, order !== '>'));
}
