/** @file The binary form of CIFAR, to which every other one is brought: it is checked here, and made a split. */
import { createHash } from 'node:crypto';
import { dataError } from '../../errors.ts';
import type { Split } from '../dataset.ts';
import { residentSplit } from '../resident-split.ts';
import { type CifarFile, type CifarLayout, PIXELS, recordBytes } from './layout.ts';

/** Records of one file, checked. */
export interface Records {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly sha1: string;
}

/** Records in so many bytes; throws a data error where these can't be some of the file's. */
export function countRecords(bytes: number, layout: CifarLayout, file: CifarFile, where: string): number {
  const size = recordBytes(layout);
  const count = bytes / size;
  if (Number.isInteger(count) && count >= 1 && count <= file.records) return count;
  throw dataError(
    `${where}: ${bytes} bytes; expected ${file.records * size}, ${file.records} records of ${size} bytes, or fewer whole ` +
      'records. Copy or download it again.',
  );
}

/**
 * Checks the bytes of one file: whole records, labels among the classes, and, where there are as many as published, the published sum.
 * @throws UserError (exit code 3) that names the file (`where`), the record and what was expected.
 */
export function checkRecords(
  bytes: Uint8Array,
  layout: CifarLayout,
  file: CifarFile,
  where: string,
): Records {
  const size = recordBytes(layout);
  const count = countRecords(bytes.length, layout, file, where);
  for (let record = 0; record < count; record++) {
    for (const [i, classes] of layout.labels.entries()) {
      const label = bytes[record * size + i]!;
      if (label < classes) continue;
      throw dataError(
        `${where}: record ${record} (from 0): label ${label}; expected 0 to ${classes - 1}. It is damaged, or not ${layout.title}.`,
      );
    }
  }
  const sha1 = createHash('sha1').update(bytes).digest('hex');
  if (count === file.records && sha1 !== file.sha1) {
    throw dataError(
      `${where}: sha1 ${sha1} of its records; expected ${file.sha1}, that of ${layout.title}'s ${file.name}. It is damaged, or another data set.`,
    );
  }
  return { bytes, count, sha1 };
}

/** Records of one or several files as a split: their pixels, and the last label of each. */
export function recordsToSplit(parts: readonly Records[], layout: CifarLayout): Split {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const [size, pixelsAt] = [recordBytes(layout), layout.labels.length];
  const images = new Uint8Array(count * PIXELS);
  const labels = new Uint16Array(count);
  let sample = 0;
  for (const { bytes } of parts) {
    for (let at = 0; at < bytes.length; at += size, sample++) {
      labels[sample] = bytes[at + pixelsAt - 1]!;
      images.set(bytes.subarray(at + pixelsAt, at + size), sample * PIXELS);
    }
  }
  return residentSplit({ values: images }, labels);
}
