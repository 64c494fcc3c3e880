/** @file The files that pictures lie in: an archive stays open from picture to picture. */
import { closeSync, openSync } from 'node:fs';
import { dataError } from '../../errors.ts';
import { whyRefused } from '../../files/file-errors.ts';
import { readFully } from '../shards/shard-files.ts';
import type { Place } from '../sources/source.ts';

/** A picture of more bytes is none. */
const MOST_BYTES = 2 ** 28;

export interface SourceFiles {
  /**
   * The bytes of a picture.
   * @throws UserError (exit code 3) where they can't be read.
   */
  read(place: Place): Uint8Array;
}

/** Keeps the file open that was read last. */
export function openSourceFiles(): SourceFiles {
  let last: { readonly path: string; readonly descriptor: number } | undefined;
  const descriptorOf = (path: string, name: string): number => {
    if (last?.path === path) return last.descriptor;
    if (last) closeSync(last.descriptor);
    last = undefined;
    try {
      last = { path, descriptor: openSync(path, 'r') };
    } catch (error) {
      throw dataError(`${name}: cannot be read: ${whyRefused(error as NodeJS.ErrnoException)}.`);
    }
    return last.descriptor;
  };
  return {
    read({ path, offset, length, name }) {
      if (length > MOST_BYTES) throw dataError(`${name}: ${length} bytes; expected at most ${MOST_BYTES}.`);
      const bytes = new Uint8Array(length);
      readFully(descriptorOf(path, name), name, bytes, offset);
      return bytes;
    },
  };
}
