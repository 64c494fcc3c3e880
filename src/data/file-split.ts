/**
 * @file Splits whose images lie in a file, as the numbers that a network takes. The system keeps in memory what there is room for, once for all
 * processes that read it.
 */
import { readSync } from 'node:fs';
import { dataError } from '../errors.ts';
import type { Split } from './dataset.ts';
import type { Read } from './reader.ts';

/** An open file, whose descriptor all threads of the process can read. */
export interface OpenFile {
  readonly path: string;
  readonly descriptor: number;
}

interface Told extends OpenFile {
  /** Byte at which the first image begins. */
  readonly from: number;
  /** Numbers of an image. */
  readonly size: number;
}

/** A split of the images in a file, one a label. */
export const fileSplit = (told: Told, labels: Uint16Array): Split => ({
  count: labels.length,
  labels,
  read: open(told),
  reader: { module: import.meta.url, told },
});

/** As readers are opened. */
export const open =
  ({ path, descriptor, from, size }: Told): Read =>
  async (samples, into) => {
    const bytes = size * Float32Array.BYTES_PER_ELEMENT;
    const target = new Uint8Array(into.buffer, into.byteOffset, samples.length * bytes);
    for (let first = 0, end = 0; first < samples.length; first = end) {
      // Those that follow each other in the file are read at once.
      for (end = first + 1; end < samples.length && samples[end] === samples[end - 1]! + 1; ) end++;
      const length = (end - first) * bytes;
      const read = readSync(descriptor, target, first * bytes, length, from + samples[first]! * bytes);
      if (read !== length)
        throw dataError(`${path}: it ends too early; something has cut it while it was read.`);
    }
  };
