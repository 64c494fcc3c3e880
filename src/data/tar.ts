/**
 * @file Reads chosen members of a tar archive, plain or in gzip, into memory, as a stream: nothing is unpacked, and no name in the archive
 * ever becomes a path. What a file is is told by its bytes, not by its name.
 * Archives are untrusted: links, names that leave the archive, other sizes than expected, and more data than expected are refused.
 */
import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { dataError, UserError } from '../errors.ts';
import { isGzip, kindOf } from '../files/file-kind.ts';
import { gzipLength, obstacle, readAt } from '../files/regular-file.ts';
import { type ByteStream, byteStream } from './byte-stream.ts';
import { BLOCK, HINT, isHeader } from './tar-header.ts';
import { tarMembers } from './tar-members.ts';

/** Archives of data sets have some ten members. */
const MOST_MEMBERS = 1000;
/** Room beside the members asked for: readmes, class names, padding. */
const MOST_BESIDE = 2 ** 24;
/** Photographs hardly become smaller by gzip (1.1 times); zeros do a thousand times. */
const MOST_INFLATION = 10;

/**
 * The members of these names that the archive holds; `wanted` says how many bytes each may have at most.
 * @throws UserError (exit code 3) for an archive that is damaged, holds more than it should, or anything but files and folders.
 */
export async function readArchive(
  file: string,
  wanted: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    return await readMembers(file, wanted);
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error && 'code' in error)) throw error;
    throw dataError(`${file}: ${causeOf(String(error.code), file)}`);
  }
}

/** Why an archive can't be read, by the code of the error. */
function causeOf(code: string, file: string): string {
  if (code === 'Z_BUF_ERROR')
    return `the gzip data end too early, after ${statSync(file).size} bytes: the download or copy broke off. Do it again.`;
  return code.startsWith('Z_')
    ? 'the gzip data are damaged. Copy or download it again.'
    : `cannot be read (${code}).`;
}

async function readMembers(file: string, wanted: ReadonlyMap<string, number>) {
  const problem = obstacle(file);
  if (problem !== undefined) throw dataError(`${file}: ${problem}.`);
  const start = readAt(file, 0, BLOCK);
  const gzip = isGzip(start);
  if (!gzip && !isHeader(start)) throw dataError(archiveProblem(file)!);
  const asked = [...wanted.values()].reduce((sum, limit) => sum + limit, 0);
  const most = MOST_BESIDE + Math.min(asked, MOST_INFLATION * statSync(file).size);
  const source = createReadStream(file);
  const stream: Readable = gzip ? inflated(source) : source;
  try {
    return await collect(byteStream(limited(stream, most, file)), file, wanted);
  } finally {
    source.destroy();
    stream.destroy();
  }
}

function inflated(source: Readable): Readable {
  const gunzip = createGunzip();
  source.once('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  return gunzip;
}

/** What keeps a file from being an archive, as far as its ends tell; undefined where nothing does. */
export function archiveProblem(file: string): string | undefined {
  const problem = obstacle(file);
  if (problem !== undefined) return `${file}: ${problem}.`;
  const start = readAt(file, 0, BLOCK);
  const gzip = isGzip(start);
  if (!gzip && !isHeader(start))
    return `${file}: no tar archive, plain or in gzip, but ${kindOf(start) ?? `something else, or ${HINT}`}`;
  const length = gzip ? gzipLength(file) : statSync(file).size;
  return length % BLOCK === 0
    ? undefined
    : `${file}: not the end of ${gzip ? 'a gzip file' : 'an archive'}: ${HINT}`;
}

async function collect(stream: ByteStream, file: string, wanted: ReadonlyMap<string, number>) {
  const members = new Map<string, Uint8Array>();
  let count = 0;
  for await (const { name, size, isFile } of tarMembers(stream, file)) {
    if (++count > MOST_MEMBERS) throw dataError(`${file}: more than ${MOST_MEMBERS} members.`);
    const limit = isFile ? wanted.get(name) : undefined;
    if (limit === undefined) continue;
    if (members.has(name)) throw dataError(`${file}: holds ${name} twice.`);
    if (size > limit) throw dataError(`${file}: ${name}: ${size} bytes; expected at most ${limit}.`);
    const bytes = new Uint8Array(size);
    await stream.take(size, bytes);
    members.set(name, bytes);
  }
  return members;
}

/** The pieces of a stream, but no more bytes than `most`. */
async function* limited(pieces: AsyncIterable<Uint8Array>, most: number, file: string) {
  let total = 0;
  for await (const piece of pieces) {
    total += piece.length;
    if (total > most)
      throw dataError(`${file}: holds more than the ${most} bytes that a data set of its size may take.`);
    yield piece;
  }
}
