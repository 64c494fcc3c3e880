/** @file The record of a picture of which no pixels are kept: where it lies in the source, and a checksum by which it is seen to be the same yet. */
import { closeSync, openSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { crc32 } from 'node:zlib';
import { dataError } from '../../errors.ts';
import { whyRefused } from '../../files/file-errors.ts';
import { type Guards, isCount, isText, passes } from '../../files/json-guards.ts';
import { readFully } from './shard-files.ts';

interface KeptPlace {
  /** From the source's folder, with slashes. */
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly crc32: number;
}

const PLACE: Guards<KeptPlace> = { path: isText, offset: isCount, length: isCount, crc32: isCount };

/** No picture that is taken has more bytes. */
const MOST_BYTES = 2 ** 30;

/** Whether a path leads to somewhere inside of a folder. */
const isInside = (path: string): boolean => !isAbsolute(path) && !path.split(/[\\/]/).includes('..');

/** The record of a picture that lies here, with these bytes. */
export function encodePlace(
  { path, offset, length }: { readonly path: string; readonly offset: number; readonly length: number },
  root: string,
  bytes: Uint8Array,
): Uint8Array {
  const inside = relative(root, path);
  if (!isInside(inside))
    throw dataError(`${path}: not inside of ${root}; expected pictures inside of the folder.`);
  const kept: KeptPlace = { path: inside.split(sep).join('/'), offset, length, crc32: crc32(bytes) };
  return Buffer.from(JSON.stringify(kept));
}

/**
 * The bytes of the picture that a record tells of. `where` names the record in errors.
 * @throws UserError (exit code 3) where it is not there any more, or another.
 */
export function readPlace(
  record: Uint8Array,
  root: string,
  where: string,
): { readonly bytes: Uint8Array; readonly name: string } {
  const { path, offset, length, crc32: expected } = parsePlace(record, where);
  const file = join(root, path);
  const name = offset === 0 ? file : `${file} at byte ${offset}`;
  const bytes = new Uint8Array(length);
  const descriptor = opened(file);
  try {
    readFully(descriptor, file, bytes, offset);
  } finally {
    closeSync(descriptor);
  }
  if (crc32(bytes) === expected) return { bytes, name };
  throw dataError(`${name}: not the picture that it was when the data were prepared. ${REMEDY}`);
}

const REMEDY =
  'Of pictures that are prepared with codec none only their places are kept: put them back, or delete what was prepared and prepare them anew.';

function opened(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw dataError(`${file}: cannot be read: ${whyRefused(error as NodeJS.ErrnoException)}. ${REMEDY}`);
  }
}

function parsePlace(record: Uint8Array, where: string): KeptPlace {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(record).toString());
  } catch {}
  if (passes(value, PLACE) && isInside(value.path) && value.length <= MOST_BYTES) return value;
  throw dataError(`${where}: no place of a picture; the file is damaged. Prepare the data anew.`);
}
