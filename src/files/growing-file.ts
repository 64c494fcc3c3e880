/** @file A text file that grows piece by piece, and that can go on from a mark: how far it had come, and what it held. */
import { createHash, type Hash } from 'node:crypto';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { fileError, hasCode } from './file-errors.ts';

/** How far a file had come: its length, and the SHA-256 (hex) of all that it held. */
export interface FileMark {
  readonly bytes: number;
  readonly sha256: string;
}

/** What was appended is with the operating system when the promise resolves. */
export interface GrowingFile {
  /**
   * Adds a text with one write.
   * @throws UserError (exit code 1) naming the file, which then still ends where it did.
   */
  append(text: string): Promise<void>;
  /** Forces to disk what was appended, and says how far the file has come. */
  mark(): Promise<FileMark>;
  close(): Promise<void>;
}

/** Appending, so that what follows half a text that was taken back stands where that began. */
const APPENDING = constants.O_RDWR | constants.O_APPEND;
const ANEW = APPENDING | constants.O_CREAT | constants.O_TRUNC;

/**
 * Begins `file` anew with `start`, or goes on from a mark and drops what came after it.
 * @throws UserError (exit code 1) where that can't be.
 */
export async function openGrowing(file: string, start: string, from?: FileMark): Promise<GrowingFile> {
  const handle = await open(file, from ? APPENDING : ANEW).catch((error: unknown) => {
    throw fileError('write', file, error);
  });
  let size = from?.bytes ?? 0;
  const content = createHash('sha256');
  const append = async (text: string): Promise<void> => {
    const bytes = Buffer.from(text);
    try {
      await handle.appendFile(bytes);
    } catch (error) {
      await cut(handle, size);
      throw fileError('write', file, error, { bytes: bytes.length });
    }
    content.update(bytes);
    size += bytes.length;
  };
  try {
    if (from) {
      await digest(handle, size, content);
      await handle.truncate(size);
    } else await append(start);
  } catch (error) {
    await handle.close();
    throw fileError('write', file, error);
  }
  return {
    append,
    mark: async () => {
      await handle.sync().catch((error: unknown) => {
        throw fileError('write', file, error);
      });
      return { bytes: size, sha256: content.copy().digest('hex') };
    },
    close: () => handle.close(),
  };
}

/** What keeps `file` from going on at a mark, for the user; undefined where its first bytes are still those that were marked. */
export async function markFault(file: string, { bytes, sha256 }: FileMark): Promise<string | undefined> {
  const handle = await open(file).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw fileError('read', file, error);
  });
  if (!handle) return `${file} is missing`;
  try {
    const { size } = await handle.stat();
    if (size < bytes) return `${file} has ${size} bytes, but ${bytes} when the checkpoint was saved`;
    const content = createHash('sha256');
    await digest(handle, bytes, content);
    return content.digest('hex') === sha256
      ? undefined
      : `${file} was changed after the checkpoint was saved`;
  } catch (error) {
    throw fileError('read', file, error);
  } finally {
    await handle.close();
  }
}

/** Adds the first `bytes` bytes of a file to a hash. */
async function digest(handle: FileHandle, bytes: number, content: Hash): Promise<void> {
  if (bytes === 0) return;
  for await (const chunk of handle.createReadStream({ start: 0, end: bytes - 1, autoClose: false }))
    content.update(chunk as Buffer);
}

/** Takes back half a text; where even that fails, the error already on its way says what is wrong. */
const cut = (handle: FileHandle, size: number): Promise<void> => handle.truncate(size).catch(() => undefined);
