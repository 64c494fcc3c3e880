/** @file One pass over an archive of many gigabytes, which takes its MD5 as the bytes go by. Of a file two pieces are in memory. */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dataError } from '../../../errors.ts';
import { obstacle, readAt } from '../../../files/regular-file.ts';
import { type ByteStream, byteStream } from '../../byte-stream.ts';
import { BLOCK, HINT } from '../../tar-header.ts';
import type { Archive } from '../layout.ts';

const PIECE_BYTES = 2 ** 20;

export interface Pass {
  readonly stream: ByteStream;
  /** Once the stream has been taken to its end. */
  md5(): string;
}

interface Circumstances {
  readonly signal: AbortSignal;
  /** Takes bytes that went by. */
  readonly passed: (bytes: number) => void;
}

/** Begins a pass; its stream, which is to be closed, throws the signal's reason when that aborts, and a UserError (exit code 3) where the file can't be read. */
export function beginPass(archive: Archive, circumstances: Circumstances): Pass {
  const hash = createHash('md5');
  const stream = byteStream(
    piecesOf(archive, { ...circumstances, take: (bytes) => void hash.update(bytes) }),
  );
  return { stream, md5: () => hash.digest('hex') };
}

async function* piecesOf(
  { path, size }: Archive,
  { signal, passed, take }: Circumstances & { readonly take: (bytes: Uint8Array) => void },
): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  const length = Math.min(PIECE_BYTES, size);
  const buffers = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)] as const;
  const read = (into: Buffer) => file.read(into, 0, length, null);
  let ahead = read(buffers[0]);
  try {
    for (let turn = 0; ; turn = 1 - turn) {
      const { bytesRead, buffer } = await ahead;
      signal.throwIfAborted();
      if (bytesRead === 0) return;
      // The next is read while this one is looked at.
      ahead = read(buffers[turn === 0 ? 1 : 0]);
      const piece = buffer.subarray(0, bytesRead);
      take(piece);
      passed(bytesRead);
      yield piece;
    }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && 'code' in error)
      throw dataError(`${path}: cannot be read (${error.code}).`);
    throw error;
  } finally {
    await ahead.catch(() => undefined);
    await file.close();
  }
}

/** @throws UserError (exit code 3) for what can't be read as a file. */
export function archiveAt(path: string): Archive {
  const problem = obstacle(path);
  if (problem !== undefined) throw dataError(`${path}: ${problem}.`);
  const { size, mtimeMs } = statSync(path);
  return { path, size, modified: mtimeMs };
}

/**
 * So that nobody waits for it: what keeps a tar from being whole, as far as its length and its last bytes say.
 * @throws UserError (exit code 3) where they are not those of a whole one.
 */
export function checkEnd({ path, size }: Archive): void {
  const end = readAt(path, Math.max(0, size - 2 * BLOCK), 2 * BLOCK);
  if (size % BLOCK !== 0 || end.length < 2 * BLOCK || end.some((byte) => byte !== 0))
    throw dataError(`${path}: ends after ${size} bytes, which are not the end of an archive: ${HINT}`);
}
