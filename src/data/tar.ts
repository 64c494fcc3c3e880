/**
 * @file Reads chosen members of a .tar.gz into memory, as a stream: nothing is unpacked, and no name in the archive ever becomes a path.
 * Archives are untrusted: links, names that leave the archive, other sizes than expected, and more data than expected are refused.
 */
import { createReadStream, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { dataError, UserError } from '../errors.ts';

const BLOCK = 512;
/** Archives of data sets have some ten members. */
const MOST_MEMBERS = 1000;
/** Room beside the members asked for: readmes, class names, padding. */
const MOST_BESIDE = 2 ** 24;
/** Photographs hardly become smaller by gzip (1.1 times); zeros do a thousand times. */
const MOST_INFLATION = 10;
const HINT = 'truncated or damaged. Copy or download it again.';

/** Kinds of members by their type flag (POSIX pax): what is read or passed over. Anything else is refused. */
const FILE = new Set(['0', '\0']);
/** Folders, and the extended headers of pax and GNU, which tell nothing that is needed here. */
const PASSED_OVER = new Set(['5', 'x', 'g', 'L', 'K']);
const REFUSED: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '6': 'a named pipe',
};

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

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
    const code = String(error.code);
    throw dataError(
      code.startsWith('Z_') ? `${file}: the gzip data are ${HINT}` : `${file}: cannot be read (${code}).`,
    );
  }
}

async function readMembers(file: string, wanted: ReadonlyMap<string, number>) {
  const asked = [...wanted.values()].reduce((sum, size) => sum + size, 0);
  const most = MOST_BESIDE + Math.min(asked, MOST_INFLATION * statSync(file).size);
  const source = createReadStream(file);
  const inflated = createGunzip();
  source.once('error', (error) => inflated.destroy(error)).pipe(inflated);
  try {
    return await collect(taker(inflated, most, file), file, wanted);
  } finally {
    source.destroy();
    inflated.destroy();
  }
}

async function collect(take: Take, file: string, wanted: ReadonlyMap<string, number>) {
  const members = new Map<string, Uint8Array>();
  for (let count = 0; ; count++) {
    const block = new Uint8Array(BLOCK);
    await take(BLOCK, block);
    // A block of zeros ends the archive; what follows is padding, read to its end so that gzip's checksum is looked at.
    if (block.every((byte) => byte === 0)) break;
    if (count === MOST_MEMBERS) throw dataError(`${file}: more than ${MOST_MEMBERS} members.`);
    const { name, size, type } = readHeader(block, file);
    const padding = (BLOCK - (size % BLOCK)) % BLOCK;
    const limit = FILE.has(type) ? wanted.get(name) : undefined;
    if (limit === undefined) {
      await take(size + padding);
      continue;
    }
    if (members.has(name)) throw dataError(`${file}: holds ${name} twice.`);
    if (size > limit) throw dataError(`${file}: ${name}: ${size} bytes; expected at most ${limit}.`);
    const bytes = new Uint8Array(size);
    await take(size, bytes);
    await take(padding);
    members.set(name, bytes);
  }
  await take(Number.POSITIVE_INFINITY);
  return members;
}

/** Takes the next `count` bytes of a stream, into `into` or to nowhere; an infinite count takes all there are. */
type Take = (count: number, into?: Uint8Array) => Promise<void>;

function taker(stream: AsyncIterable<Uint8Array>, most: number, file: string): Take {
  const chunks = stream[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  let total = 0;
  return async (count, into) => {
    for (let taken = 0; taken < count; ) {
      if (chunk.length === 0) {
        const next = await chunks.next();
        if (next.done) {
          if (count === Number.POSITIVE_INFINITY) return;
          throw dataError(`${file}: ends in the middle of a member: ${HINT}`);
        }
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
  };
}

// ustar: name 0–99, size 124–135, checksum 148–155 (both octal), type 156, prefix of the name 345–499 after "ustar" at 257.
function readHeader(block: Uint8Array, file: string): Header {
  const text = (from: number, to: number) => {
    const field = block.subarray(from, to);
    const end = field.indexOf(0);
    return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString('latin1');
  };
  const octal = (from: number, to: number) => {
    const digits = text(from, to).trim();
    return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  };
  // The checksum counts its own eight bytes as blanks.
  const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  const size = octal(124, 136);
  if (octal(148, 156) !== sum || Number.isNaN(size)) throw dataError(`${file}: no tar archive, or ${HINT}`);
  const prefix = text(257, 262) === 'ustar' && block[262] === 0 ? text(345, 500) : '';
  const name = (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`).replace(/^(\.\/)+/, '');
  const type = String.fromCharCode(block[156]!);
  const shown = JSON.stringify(name.slice(0, 100));
  if (!FILE.has(type) && !PASSED_OVER.has(type)) {
    const found = REFUSED[type] ?? `of type ${JSON.stringify(type)}`;
    throw dataError(`${file}: member ${shown} is ${found}; expected files and folders only.`);
  }
  if (/^[/\\]|^[a-zA-Z]:|(^|[/\\])\.\.([/\\]|$)/.test(name))
    throw dataError(`${file}: member ${shown} lies outside of the archive; expected names inside it.`);
  return { name, size, type };
}
