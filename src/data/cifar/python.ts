/** @file CIFAR's python form: a pickled dictionary a file, with the images as an array of bytes and the labels as lists. */
import { dataError } from '../../errors.ts';
import { size } from '../../shape.ts';
import { readPickle } from '../pickle/read.ts';
import {
  bytesOf,
  isArray,
  isText,
  type NdArray,
  numbersOf,
  type Pickled,
  rowByRow,
} from '../pickle/values.ts';
import { type CifarLayout, PIXELS, recordBytes } from './layout.ts';

/** Keys of the lists of labels, in the order of the label bytes of a record, by how many there are. */
const LABEL_KEYS: Readonly<Record<number, readonly string[]>> = {
  1: ['labels'],
  2: ['coarse_labels', 'fine_labels'],
};

/** The most bytes of a batch of so many records. */
export function largestPickle(records: number, layout: CifarLayout): number {
  // For protocol 2, Python 3 writes bytes as text, of which every other takes two; then the name of each image's own file, and each label,
  // which as a number of NumPy's takes some 40 bytes.
  return records * (2 * PIXELS + 50 * layout.labels.length + 100) + 4096;
}

/**
 * The records of a pickled batch.
 * @throws UserError (exit code 3) where it is no such batch.
 */
export function pickleToRecords(pickle: Uint8Array, layout: CifarLayout, where: string): Uint8Array {
  const batch = readPickle(pickle, where);
  const entry = (key: string): Pickled => {
    const value = batch instanceof Map ? batch.get(key) : undefined;
    if (value !== undefined) return value;
    throw dataError(`${where}: no ${key}; expected a python batch of ${layout.title}.`);
  };
  const { rows, pixels } = imagesOf(entry('data'), pickle, `${where}: data`);
  const size = recordBytes(layout);
  const records = new Uint8Array(rows * size);
  const keys = LABEL_KEYS[layout.labels.length]!;
  for (let row = 0; row < rows; row++)
    records.set(pixels.subarray(row * PIXELS, (row + 1) * PIXELS), row * size + keys.length);
  for (const [i, key] of keys.entries()) {
    const labels = labelsOf(entry(key), rows, pickle);
    if (labels === undefined)
      throw dataError(`${where}: ${key}: expected a list of ${rows} labels, one an image.`);
    for (const [row, label] of labels.entries()) {
      if (typeof label !== 'number' || !Number.isInteger(label) || label < 0 || label >= layout.labels[i]!)
        throw dataError(
          `${where}: ${key}: item ${row} (from 0) is ${typeof label === 'number' ? label : 'no number'}; expected 0 to ${layout.labels[i]! - 1}.`,
        );
      records[row * size + i] = label;
    }
  }
  return records;
}

const FORMS_OF_A_ROW: readonly (readonly number[])[] = [[PIXELS], [3, 32, 32]];

/** The pixels, image after image, red, green and blue plane each. */
function imagesOf(data: Pickled, pickle: Uint8Array, where: string) {
  if (!isArray(data) || data.dtype === undefined) {
    const found = isText(data) ? 'text' : Array.isArray(data) ? 'a list' : 'no array';
    throw dataError(`${where}: ${found}; expected an array of bytes (numpy.uint8), ${PIXELS} a row.`);
  }
  const [rows = 0, ...row] = data.shape;
  const { code } = data.dtype;
  if (code !== 'u1')
    throw dataError(
      `${where}: an array of NumPy's type ${code}; expected bytes (u1): values of 0 to 255 with .astype('uint8').`,
    );
  if (!FORMS_OF_A_ROW.some((form) => String(form) === String(row)))
    throw dataError(
      `${where}: rows of ${row.join(' × ') || 1} bytes; expected ${PIXELS}, an image of 3 × 32 × 32 with its channels first ` +
        `(of 32 × 32 × 3: .transpose(0, 3, 1, 2)).`,
    );
  const pixels = data.data && bytesOf(pickle, data.data);
  if (pixels?.length !== rows * PIXELS)
    throw dataError(
      `${where}: an array of ${data.shape.join(' × ')} with ${pixels?.length ?? 'no'} bytes; expected one byte a value.`,
    );
  return { rows, pixels: rowByRow(pixels, data) };
}

/** A list, or an array of whole numbers, of so many labels; else undefined. */
function labelsOf(value: Pickled, rows: number, pickle: Uint8Array): readonly Pickled[] | undefined {
  const labels = isArray(value) ? numbersIn(value, rows, pickle) : value;
  return Array.isArray(labels) && labels.length === rows ? labels : undefined;
}

function numbersIn({ shape, dtype, data }: NdArray, rows: number, pickle: Uint8Array): number[] | undefined {
  if (size(shape) !== rows || !dtype || !data) return undefined;
  const bytes = bytesOf(pickle, data);
  // No whole number has more than 8 bytes.
  return bytes && bytes.length <= 8 * rows ? numbersOf(bytes, dtype) : undefined;
}
