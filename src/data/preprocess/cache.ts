/** @file What was fitted, kept on disk: the next run with the same data and parameters reads it instead of fitting anew. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../atomic-files.ts';
import type { Whitening } from './zca.ts';

/** Of the layout of these files and of how what they hold is computed: another number makes old files unread. */
const VERSION = 2;
const DIGEST_BYTES = 32;

/** Name of the file for what was fitted to these data with these parameters. */
export const cacheName = (of: Readonly<Record<string, unknown>>): string =>
  `zca-${createHash('sha256')
    .update(JSON.stringify({ version: VERSION, ...of }))
    .digest('hex')
    .slice(0, 24)}.bin`;

/**
 * The whitening of `size` pixels in this file, else what `fit` gives, which is then kept there. A file that is damaged counts as none.
 * @throws UserError (exit code 1) where the file can't be written.
 */
export async function cachedWhitening(
  { folder, name, size }: { readonly folder: string; readonly name: string; readonly size: number },
  fit: () => Promise<Whitening>,
): Promise<Whitening> {
  const file = join(folder, name);
  const kept = read(file, size);
  if (kept) return kept;
  const fitted = await fit();
  await writeFiles(folder, new Map([[name, encode(fitted)]]));
  return fitted;
}

// Mean, matrix (float32, as the machine stores them: little-endian on all that are supported), sha256 of both.
function encode({ mean, matrix }: Whitening): Uint8Array {
  const parts = [mean, matrix].map((numbers) =>
    Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  );
  return Buffer.concat([...parts, digest(Buffer.concat(parts))]);
}

function read(file: string, size: number): Whitening | undefined {
  const numbers = size + size * size;
  if (!existsSync(file) || statSync(file).size !== 4 * numbers + DIGEST_BYTES) return undefined;
  // A copy of its own, so that the numbers begin where float32 may.
  const bytes = new Uint8Array(readFileSync(file));
  const content = bytes.subarray(0, 4 * numbers);
  if (!digest(content).equals(bytes.subarray(4 * numbers))) return undefined;
  const all = new Float32Array(bytes.buffer, 0, numbers);
  return { mean: all.subarray(0, size), matrix: all.subarray(size) };
}

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
