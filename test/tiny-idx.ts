/** @file Writes small IDX files and folders in MNIST's layout into temporary folders, for tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type afterAll, onTestFinished } from 'vitest';

/** An empty folder that goes when `finished` says so: with the test that asks for it, or with the file (`afterAll`) for all its tests. */
export function temporaryFolder(finished: typeof onTestFinished | typeof afterAll = onTestFinished): string {
  const dir = mkdtempSync(join(tmpdir(), 'elu-bench-'));
  finished(() => rmSync(dir, { recursive: true }));
  return dir;
}

/** The bytes of an IDX file: magic number, dimensions, values. */
export function idxBytes(magic: number, shape: readonly number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  for (const [i, word] of [magic, ...shape].entries()) header.writeUInt32BE(word, 4 * i);
  return Buffer.concat([header, Uint8Array.from(values)]);
}

export const idxLabels = (labels: readonly number[]): Buffer => idxBytes(2049, [labels.length], labels);

/** Images of rows × columns whose pixels count up from `first`, modulo 256. */
export function idxImages(count: number, rows: number, columns: number, first = 0): Buffer {
  const pixels = Uint8Array.from({ length: count * rows * columns }, (_, i) => first + i);
  return idxBytes(2051, [count, rows, columns], pixels);
}

/** A folder of four training and two test images of 2 × 3, three classes; files can be replaced, added or (undefined) left out. */
export function tinyFolder(files: Readonly<Record<string, Buffer | undefined>> = {}): string {
  const dir = temporaryFolder();
  const all = {
    'train-images-idx3-ubyte': idxImages(4, 2, 3),
    'train-labels-idx1-ubyte': idxLabels([0, 2, 1, 0]),
    't10k-images-idx3-ubyte': idxImages(2, 2, 3, 250),
    't10k-labels-idx1-ubyte': idxLabels([2, 1]),
    ...files,
  };
  for (const [name, bytes] of Object.entries(all)) if (bytes) writeFileSync(join(dir, name), bytes);
  return dir;
}
