/** @file The members of a tar archive, one after another as its bytes come by: told where they lie, never unpacked, and none where it was cut off. */
import { dataError } from '../errors.ts';
import { kindOf } from '../files/file-kind.ts';
import { byteSize } from '../text/bytes.ts';
import type { ByteStream } from './byte-stream.ts';
import { EXTENSIONS, type Extension } from './tar-extensions.ts';
import { admit, BLOCK, HINT, isHeader, readHeader } from './tar-header.ts';

export interface Member {
  readonly name: string;
  readonly isFile: boolean;
  readonly size: number;
  /** Where its bytes begin in the stream. */
  readonly offset: number;
}

/** What tells of long names; more than any system takes. */
const MOST_EXTENSION = 2 ** 20;

/**
 * Members of the archive that the next `length` bytes of a stream are, an archive in an archive for one. Of each the caller takes as many bytes as
 * he likes before he asks for the next.
 * @throws UserError (exit code 3) for an archive that is cut off or damaged, and for what has no place in it; `file` is what it is called.
 */
export async function* tarMembers(
  stream: ByteStream,
  file: string,
  length = Number.POSITIVE_INFINITY,
): AsyncGenerator<Member> {
  const end = stream.position() + length;
  const room = new Uint8Array(BLOCK);
  let extension: Extension = {};
  for (let count = 0; ; count++) {
    const block = await nextBlock(stream, end, room);
    if (isEnd(block)) return finish(stream, end, file);
    if (count === 0 && !isHeader(block)) throw stranger(file, block);
    if (block.length < BLOCK) throw cutOff(file, 'before its end is marked');
    const header = { ...readHeader(block, file), ...extension };
    const offset = stream.position();
    if (header.size > end - offset)
      throw cutOff(
        file,
        `in ${JSON.stringify(header.name.slice(0, 100))}, of ${byteSize(header.size)} with ${byteSize(end - offset)} left`,
      );
    const extend = EXTENSIONS[header.type];
    if (extend) {
      extension = { ...extension, ...extend(await extensionBytes(stream, header.size, file), file) };
    } else {
      extension = {};
      yield { ...admit(header, file), size: header.size, offset };
    }
    const behind = offset + Math.ceil(header.size / BLOCK) * BLOCK;
    if (behind > end) throw cutOff(file, 'before its end is marked');
    await skip(stream, behind - stream.position(), file);
  }
}

/** What is left of it, where that is less; in `room`, which holds one block after the other, as there are millions. */
async function nextBlock(stream: ByteStream, end: number, room: Uint8Array): Promise<Uint8Array> {
  const filled = await stream.take(Math.min(BLOCK, end - stream.position()), room);
  return filled === BLOCK ? room : room.subarray(0, filled);
}

async function extensionBytes(stream: ByteStream, size: number, file: string): Promise<Buffer> {
  if (size > MOST_EXTENSION) throw dataError(`${file}: the extended header of a member is ${HINT}`);
  const bytes = Buffer.alloc(size);
  await skip(stream, size, file, bytes);
  return bytes;
}

async function skip(stream: ByteStream, count: number, file: string, into?: Uint8Array): Promise<void> {
  if ((await stream.take(count, into)) < count) throw cutOff(file, 'in the middle of a member');
}

/** Behind the last member there are two blocks of zeros, and nothing else. */
async function finish(stream: ByteStream, end: number, file: string): Promise<void> {
  const room = new Uint8Array(BLOCK);
  const next = () => nextBlock(stream, end, room);
  if (!isEnd(await next())) throw cutOff(file, 'before its end is marked');
  for (let block = await next(); block.length > 0; block = await next())
    if (block.some((byte) => byte !== 0))
      throw dataError(`${file}: goes on behind its end, as archives do that were joined; expected one.`);
}

const isEnd = (block: Uint8Array): boolean => block.length === BLOCK && block.every((byte) => byte === 0);

const cutOff = (file: string, where: string) => dataError(`${file}: ends ${where}: ${HINT}`);

function stranger(file: string, block: Uint8Array) {
  const kind = kindOf(block);
  return dataError(`${file}: ${kind ? `holds ${kind}` : `no tar archive, or ${HINT}`}`);
}
