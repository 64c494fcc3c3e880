/** @file CIFAR's python form: a pickled dictionary a file, with the images as an array of bytes and the labels as lists. */
import { dataError } from '../../errors.ts';
import { type Pickled, readPickle } from '../pickle.ts';
import { type CifarLayout, PIXELS, recordBytes } from './layout.ts';

/** Keys of the lists of labels, in the order of the label bytes of a record, by how many there are. */
const LABEL_KEYS: Readonly<Record<number, readonly string[]>> = {
  1: ['labels'],
  2: ['coarse_labels', 'fine_labels'],
};

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
  const images = entry('data');
  if (typeof images !== 'object' || images === null || !('matrix' in images))
    throw dataError(`${where}: data: no array; expected one of bytes, ${PIXELS} a row.`);
  const { rows, columns, data } = images.matrix;
  if (columns !== PIXELS)
    throw dataError(`${where}: data: rows of ${columns} bytes; expected ${PIXELS}, an image of 3 × 32 × 32.`);

  const size = recordBytes(layout);
  const records = new Uint8Array(rows * size);
  const keys = LABEL_KEYS[layout.labels.length]!;
  for (let row = 0; row < rows; row++)
    records.set(data.subarray(row * PIXELS, (row + 1) * PIXELS), row * size + keys.length);
  for (const [i, key] of keys.entries()) {
    const labels = entry(key);
    if (!Array.isArray(labels) || labels.length !== rows)
      throw dataError(`${where}: ${key}: expected a list of ${rows} labels, one an image.`);
    for (let row = 0; row < rows; row++) {
      const label: Pickled = labels[row];
      if (typeof label !== 'number' || !(label >= 0 && label < layout.labels[i]!))
        throw dataError(
          `${where}: ${key}: item ${row} (from 0) is ${typeof label === 'number' ? label : 'no number'}; expected 0 to ${layout.labels[i]! - 1}.`,
        );
      records[row * size + i] = label;
    }
  }
  return records;
}
