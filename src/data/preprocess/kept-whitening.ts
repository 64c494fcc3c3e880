/** @file A fitted whitening as a file of the cache: mean, matrix (float32, little-endian as on all machines that are supported), sha256 of both. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Whitening } from './zca.ts';

const DIGEST_BYTES = 32;

/** What the file holds. */
export function encodeWhitening({ mean, matrix }: Whitening): readonly Uint8Array[] {
  const parts = [mean, matrix].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  return [...parts, digest(parts)];
}

/** The whitening of images of `size` numbers in a file; undefined where it is damaged. */
export async function readWhitening(file: string, size: number): Promise<Whitening | undefined> {
  const numbers = size + size * size;
  // A copy of its own, so that the numbers begin where float32 may.
  const bytes = new Uint8Array(await readFile(file));
  if (bytes.length !== 4 * numbers + DIGEST_BYTES) return undefined;
  const content = bytes.subarray(0, 4 * numbers);
  if (!digest([content]).equals(bytes.subarray(4 * numbers))) return undefined;
  const all = new Float32Array(bytes.buffer, 0, numbers);
  return { mean: all.subarray(0, size), matrix: all.subarray(size) };
}

function digest(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
