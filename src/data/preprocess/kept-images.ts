/** @file Whitened images as a file of the cache: those of one split after those of the other, as float32, and the sha256 of all. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { OpenFile } from '../file-split.ts';

const DIGEST_BYTES = 32;
/** Read at a time, to check it. */
const PIECE_BYTES = 2 ** 22;

/** What the file holds. A chunk is written before the next is asked for. */
export async function* encodeImages(chunks: AsyncIterable<Float32Array>): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const { buffer, byteOffset, byteLength } of chunks) {
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    hash.update(bytes);
    yield bytes;
  }
  yield hash.digest();
}

/** A file of so many bytes of images, open until the process ends; undefined where it is damaged. */
export async function openImages(
  path: string,
  bytes: number,
  stop: AbortSignal,
): Promise<OpenFile | undefined> {
  const descriptor = openSync(path, 'r');
  const whole =
    fstatSync(descriptor).size === bytes + DIGEST_BYTES && (await isWhole(descriptor, bytes, stop));
  if (whole) return { path, descriptor };
  closeSync(descriptor);
  return undefined;
}

async function isWhole(descriptor: number, bytes: number, stop: AbortSignal): Promise<boolean> {
  const [hash, piece] = [createHash('sha256'), new Uint8Array(Math.min(bytes, PIECE_BYTES))];
  for (let at = 0; at < bytes; at += piece.length) {
    stop.throwIfAborted();
    const read = readSync(descriptor, piece, 0, Math.min(piece.length, bytes - at), at);
    hash.update(piece.subarray(0, read));
    await turn();
  }
  const digest = new Uint8Array(DIGEST_BYTES);
  readSync(descriptor, digest, 0, DIGEST_BYTES, bytes);
  return hash.digest().equals(digest);
}
