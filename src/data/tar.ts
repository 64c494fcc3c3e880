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
import { BLOCK, HINT, isHeader, readHeader } from './tar-header.ts';

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
    return await collect(taker(stream, most, file), file, wanted);
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

async function collect(take: Take, file: string, wanted: ReadonlyMap<string, number>) {
  const ended = () => dataError(`${file}: ends in the middle of a member: ${HINT}`);
  const whole = async (count: number, into?: Uint8Array): Promise<void> => {
    if ((await take(count, into)) < count) throw ended();
  };
  const members = new Map<string, Uint8Array>();
  for (let count = 0; ; count++) {
    const block = new Uint8Array(BLOCK);
    const filled = await take(BLOCK, block);
    if (filled < BLOCK && count > 0) throw ended();
    // A block of zeros ends the archive; what follows is padding, read to its end so that gzip's checksum is looked at.
    if (block.every((byte) => byte === 0)) break;
    if (count === MOST_MEMBERS) throw dataError(`${file}: more than ${MOST_MEMBERS} members.`);
    if (count === 0 && !isHeader(block)) {
      const kind = kindOf(block.subarray(0, filled));
      throw dataError(`${file}: ${kind ? `holds ${kind}` : `no tar archive, or ${HINT}`}`);
    }
    const { name, size, isFile } = readHeader(block, file);
    const padding = (BLOCK - (size % BLOCK)) % BLOCK;
    const limit = isFile ? wanted.get(name) : undefined;
    if (limit === undefined) {
      await whole(size + padding);
      continue;
    }
    if (members.has(name)) throw dataError(`${file}: holds ${name} twice.`);
    if (size > limit) throw dataError(`${file}: ${name}: ${size} bytes; expected at most ${limit}.`);
    const bytes = new Uint8Array(size);
    await whole(size, bytes);
    await whole(padding);
    members.set(name, bytes);
  }
  await take(Number.POSITIVE_INFINITY);
  return members;
}

/** Takes the next `count` bytes of a stream, into `into` or to nowhere, or as many as there are, and says how many there were. */
type Take = (count: number, into?: Uint8Array) => Promise<number>;

function taker(stream: AsyncIterable<Uint8Array>, most: number, file: string): Take {
  const chunks = stream[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  let total = 0;
  return async (count, into) => {
    let taken = 0;
    while (taken < count) {
      if (chunk.length === 0) {
        const next = await chunks.next();
        if (next.done) return taken;
        chunk = next.value;
        total += chunk.length;
        if (total > most)
          throw dataError(`${file}: holds more than the ${most} bytes that a data set of its size may take.`);
      }
      const part = chunk.subarray(0, count - taken);
      into?.set(part, taken);
      taken += part.length;
      chunk = chunk.subarray(part.length);
    }
    return taken;
  };
}
