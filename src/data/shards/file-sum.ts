/** @file SHA-256 of a large file, read piece by piece. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dataError } from '../../errors.ts';
import { whyRefused } from '../../files/file-errors.ts';

const PIECE_BYTES = 2 ** 22;

interface Watch {
  readonly signal: AbortSignal;
  /** So many more bytes were read. */
  onBytes?(bytes: number): void;
}

/**
 * In hexadecimal digits.
 * @throws UserError (exit code 3) where it can't be read, and the signal's reason.
 */
export async function sha256Of(file: string, { signal, onBytes }: Watch): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES, signal })) {
      hash.update(piece as Buffer);
      onBytes?.((piece as Buffer).length);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw dataError(`${file}: cannot be read: ${whyRefused(error as NodeJS.ErrnoException)}.`);
  }
  return hash.digest('hex');
}
