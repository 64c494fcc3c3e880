/** @file A table of a MATLAB 5 file: an array of structs, of whose fields texts and single numbers are read. */
import { damagedMat, type Element, elementsOf, type Mat, matElements, TYPE, uint32 } from './mat-elements.ts';

export type Value = string | number | undefined;

/** Classes of arrays. */
const CLASS = { struct: 2, char: 4, firstNumber: 6, lastNumber: 15 } as const;

/** How numbers are stored, whatever the class of their array. */
const NUMBERS: Readonly<Record<number, (bytes: Buffer, littleEndian: boolean) => number>> = {
  1: (bytes) => bytes.readInt8(),
  2: (bytes) => bytes.readUInt8(),
  3: (bytes, le) => (le ? bytes.readInt16LE() : bytes.readInt16BE()),
  4: (bytes, le) => (le ? bytes.readUInt16LE() : bytes.readUInt16BE()),
  5: (bytes, le) => (le ? bytes.readInt32LE() : bytes.readInt32BE()),
  6: (bytes, le) => (le ? bytes.readUInt32LE() : bytes.readUInt32BE()),
  7: (bytes, le) => (le ? bytes.readFloatLE() : bytes.readFloatBE()),
  9: (bytes, le) => (le ? bytes.readDoubleLE() : bytes.readDoubleBE()),
  12: (bytes, le) => Number(le ? bytes.readBigInt64LE() : bytes.readBigInt64BE()),
  13: (bytes, le) => Number(le ? bytes.readBigUInt64LE() : bytes.readBigUInt64BE()),
};

/** The devkit's table has eight. */
const MOST_FIELDS = 100;

interface Matrix {
  readonly kind: number;
  readonly name: string;
  /** As its dimensions say. */
  readonly length: number;
  /** What follows flags, dimensions and name. */
  readonly rest: Generator<Element>;
}

/**
 * The structs of the array `name`, of each the fields asked for.
 * @throws UserError (exit code 3) where there is none, it lacks a field, or the file is damaged.
 */
export function readStructs<Field extends string>(
  file: Buffer,
  path: string,
  name: string,
  fields: readonly Field[],
): readonly Readonly<Record<Field, Value>>[] {
  for (const { type, data, ...mat } of matElements(file, path)) {
    if (type !== TYPE.matrix) continue;
    const matrix = readMatrix(data, mat);
    if (matrix.kind === CLASS.struct && matrix.name === name) return structsOf(matrix, mat, fields);
  }
  throw damagedMat(path, `no table ${name}`);
}

function structsOf<Field extends string>({ rest, length }: Matrix, mat: Mat, fields: readonly Field[]) {
  const names = fieldNames(next(rest, mat), next(rest, mat), mat);
  const places = fields.map((field) => names.indexOf(field));
  const missing = fields.find((_, i) => places[i]! < 0);
  if (missing !== undefined) throw damagedMat(mat.path, `its table has no field ${missing}`);
  // No room is made for what its dimensions say: each is an element for each field.
  const structs: Record<Field, Value>[] = [];
  let values: Element[] = [];
  for (const value of rest) {
    values.push(value);
    if (values.length < names.length) continue;
    const read = fields.map((field, i) => [field, readValue(values[places[i]!]!, mat)]);
    structs.push(Object.fromEntries(read) as Record<Field, Value>);
    values = [];
  }
  if (values.length > 0) throw damagedMat(mat.path, 'its table ends in the middle of a row');
  if (structs.length !== length)
    throw damagedMat(mat.path, `a table of ${structs.length} rows that says ${length}`);
  return structs;
}

function fieldNames(width: Element, names: Element, mat: Mat): readonly string[] {
  const bytes = width.data.length === 4 ? uint32(width.data, 0, mat) : 0;
  if (bytes === 0 || names.data.length === 0 || names.data.length % bytes > 0)
    throw damagedMat(mat.path, 'names of fields');
  const count = names.data.length / bytes;
  if (count > MOST_FIELDS) throw damagedMat(mat.path, `a table of ${count} fields`);
  return Array.from({ length: count }, (_, i) =>
    names.data.toString('latin1', i * bytes, (i + 1) * bytes).replace(/\0.*$/s, ''),
  );
}

function readMatrix(data: Buffer, mat: Mat): Matrix {
  const rest = elementsOf(data, mat);
  const flags = next(rest, mat).data;
  if (flags.length !== 8) throw damagedMat(mat.path, 'flags of an array');
  const dimensions = next(rest, mat).data;
  let length = 1;
  for (let at = 0; at + 4 <= dimensions.length; at += 4) length *= uint32(dimensions, at, mat);
  return { kind: uint32(flags, 0, mat) & 0xff, name: next(rest, mat).data.toString('latin1'), length, rest };
}

/** A text or a number; undefined for anything else, and what is empty. */
function readValue({ type, data }: Element, mat: Mat): Value {
  if (type !== TYPE.matrix || data.length === 0) return undefined;
  const { kind, rest } = readMatrix(data, mat);
  const { value: content } = rest.next();
  if (!content || content.data.length === 0) return undefined;
  if (kind === CLASS.char) return textOf(content, mat);
  if (kind < CLASS.firstNumber || kind > CLASS.lastNumber) return undefined;
  const read = NUMBERS[content.type];
  try {
    return read?.(content.data, mat.littleEndian);
  } catch {
    throw damagedMat(mat.path, 'a number');
  }
}

/** Texts of one byte a letter, or of two. */
function textOf({ type, data }: Element, { littleEndian }: Mat): string {
  const wide = type === 4 || type === 17;
  if (!wide) return data.toString('utf8');
  const even = Buffer.from(data.subarray(0, data.length & ~1));
  return (littleEndian ? even : even.swap16()).toString('utf16le');
}

function next(elements: Generator<Element>, { path }: Mat): Element {
  const { value } = elements.next();
  if (value) return value;
  throw damagedMat(path, 'an array that ends too early');
}
