/** @file safetensors files: parameters that any tool of the field opens, written whole and read with mistrust. */
import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { HostTensor, State } from '../engines/trainer.ts';
import { dataError } from '../errors.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import { fileError } from '../files/file-errors.ts';
import { check, decodeHeader, encodeHeader, type Metadata, SafetensorsFault } from './safetensors-header.ts';

/** Longest header we read: some ten thousand tensors. */
const MAX_HEADER_BYTES = 1_000_000;
/** Largest file we read: far above any network here, and the most that every Node allocates in one piece. */
const MAX_FILE_BYTES = 2 ** 32;
/** Bytes before the header: its length, little-endian. */
const LENGTH_BYTES = 8;
/** Most that is asked of the system in one read; some refuse 2 GiB. */
const READ_BYTES = 2 ** 30;

const bytesOf = ({ data }: HostTensor): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** SHA-256 (hex) of names, shapes, values and metadata: the format itself has no checksum, so a flipped bit would go unseen. */
function fingerprint(state: State, metadata: Metadata): string {
  const hash = createHash('sha256').update(JSON.stringify(Object.entries(metadata).sort()));
  for (const [name, tensor] of state)
    hash.update(JSON.stringify([name, tensor.shape])).update(bytesOf(tensor));
  return hash.digest('hex');
}

/**
 * Writes a state in its order, with `metadata` and their sha256 (which is returned too) in `__metadata__`.
 * It is there whole or not at all, and not if `confirm` throws.
 * @throws UserError (exit code 1) naming the file and the bytes needed.
 */
export async function writeSafetensors(
  file: string,
  state: State,
  metadata: Metadata = {},
  confirm?: () => Promise<void>,
): Promise<string> {
  const sha256 = fingerprint(state, metadata);
  const header = encodeHeader(state, { ...metadata, sha256 });
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(header.length));
  await writeAtomically(file, [length, header, ...[...state.values()].map(bytesOf)], confirm);
  return sha256;
}

/** What a file holds; `sha256` is that of names, shapes, values and metadata, whether the file says it or not. */
export interface SafetensorsContent {
  readonly state: State;
  readonly metadata: Metadata;
  readonly sha256: string;
}

/**
 * Reads a file of float32 tensors, ours or another tool's, in the order of its bytes; nothing is allocated for a tensor that
 * the file doesn't hold.
 * @throws UserError: exit code 3 saying what is wrong with it, 1 where it can't be read.
 */
export async function readSafetensors(file: string): Promise<SafetensorsContent> {
  try {
    // Before opening, for opening a pipe would wait for somebody to write into it.
    check((await stat(file)).isFile(), 'it is not a file');
    const handle = await open(file);
    try {
      return await read(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SafetensorsFault)
      throw dataError(
        `${file} is not a sound safetensors file: ${error.message}. Take an intact copy, or make it anew.`,
      );
    throw fileError('read', file, error);
  }
}

async function read(handle: FileHandle): Promise<SafetensorsContent> {
  const { size } = await handle.stat();
  check(size >= LENGTH_BYTES, `it has ${size} bytes, too few for the length of its header`);
  check(size <= MAX_FILE_BYTES, `it has ${size} bytes, at most ${MAX_FILE_BYTES} are read`);
  const length = (await readBytes(handle, LENGTH_BYTES, 0)).readBigUInt64LE();
  check(
    length <= MAX_HEADER_BYTES,
    `its header claims ${length} bytes, at most ${MAX_HEADER_BYTES} are read`,
  );
  const dataStart = LENGTH_BYTES + Number(length);
  check(dataStart <= size, `its header claims ${length} bytes, but the file has ${size}`);
  const header = decodeHeader(await readBytes(handle, Number(length), LENGTH_BYTES), size - dataStart);
  const state = new Map<string, HostTensor>();
  for (const { name, shape, begin, end } of header.placements) {
    const bytes = await readBytes(handle, end - begin, dataStart + begin);
    state.set(name, { shape, data: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) });
  }
  const { sha256: told, ...metadata } = header.metadata;
  const sha256 = fingerprint(state, metadata);
  check(
    told === undefined || told === sha256,
    'its content does not match its sha256, so it was damaged or changed',
  );
  return { state, metadata, sha256 };
}

/** `length` bytes in memory of their own, so that they lie as float32 needs. */
async function readBytes(handle: FileHandle, length: number, position: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(
      bytes,
      done,
      Math.min(length - done, READ_BYTES),
      position + done,
    );
    check(bytesRead > 0, 'it became shorter while it was read');
    done += bytesRead;
  }
  return bytes;
}
