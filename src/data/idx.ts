/**
 * @file IDX, the format of MNIST and its relatives: magic number, dimensions (both big-endian 32-bit), then one byte a value.
 * Files are untrusted, so the header is held against the size of the file before any memory is taken for what it announces.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { constants, gunzipSync, type ZlibOptions } from 'node:zlib';
import { dataError, UserError } from '../errors.ts';
import { isGzip, kindOf } from '../files/file-kind.ts';
import { gzipLength, obstacle, readAt } from '../files/regular-file.ts';
import { size as numbersOf } from '../shape.ts';

const KINDS = {
  labels: { magic: 2049, dimensions: ['count'] },
  images: { magic: 2051, dimensions: ['count', 'rows', 'columns'] },
} as const;

export type IdxKind = keyof typeof KINDS;

export interface IdxFile {
  readonly file: string;
  /** [count] for labels, [count, rows, columns] for images; each at least 1. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
  /** md5 of the uncompressed file, so that it is the same for train-images-idx3-ubyte and train-images-idx3-ubyte.gz. */
  readonly md5: string;
}

/** What is read of a file to see its header; inflated, at most 4 MiB. */
const START = 4096;
/** Deflate makes at most 1032 bytes of one (zlib's technical details); stored blocks and headers add little. */
const MOST_INFLATION = 1032;
const LEAST_INFLATION = 0.98;
/** Node reads at most this much into one buffer. */
const LARGEST = 2 ** 31 - 1;

const HINT = 'truncated or damaged. Copy or download it again.';

interface IdxHeader {
  readonly shape: readonly number[];
  readonly gzip: boolean;
  /** Bytes of the uncompressed file. */
  readonly bytes: number;
  readonly announced: string;
}

/**
 * Reads one IDX file, raw or gzip (told apart by its first bytes); with `labels`, there must be one label an image.
 * @throws UserError (exit code 3) that names the file, the byte or field, what was found and what was expected.
 */
export function readIdx(file: string, kind: IdxKind, labels?: IdxFile): IdxFile {
  const { shape, gzip, bytes: expected, announced } = readHeader(file, kind, labels);
  const stored = readFileSync(file);
  const bytes = gzip ? inflate(file, stored, { maxOutputLength: expected }) : stored;
  if (bytes.length !== expected) {
    throw dataError(`${file}: ${announced}, but ${bytes.length} are there: ${HINT}`);
  }
  return {
    file,
    shape,
    data: bytes.subarray(4 + 4 * shape.length),
    md5: createHash('md5').update(bytes).digest('hex'),
  };
}

/** What is wrong with a file, as far as its first and last bytes and its length tell; undefined where all is as it should be. */
export function idxProblem(file: string, kind: IdxKind, labels?: IdxFile): string | undefined {
  try {
    const { gzip, bytes, announced } = readHeader(file, kind, labels);
    return gzip && gzipLength(file) !== bytes
      ? `${file}: ${announced}, but not the end of the gzip file: ${HINT}`
      : undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** What the header of a file announces, held against the size of the file; throws as `readIdx` does. */
export function readHeader(file: string, kind: IdxKind, labels?: IdxFile): IdxHeader {
  const { size, start } = readStart(file);
  const gzip = isGzip(start);
  // With Z_SYNC_FLUSH the start of a gzip file is inflated as far as it goes.
  const plain = gzip ? inflate(file, start, { finishFlush: constants.Z_SYNC_FLUSH }) : start;
  const shape = parseHeader(plain, kind, file);
  if (labels && labels.shape[0] !== shape[0]) {
    throw dataError(
      `${file}: byte 4: ${shape[0]} ${kind}; expected ${labels.shape[0]}, as in ${labels.file}.`,
    );
  }
  const bytes = numbersOf(shape) + 4 + 4 * shape.length;
  const announced = `its header announces ${shape.join(' × ')} values, ${bytes} bytes with the header`;
  if (bytes > LARGEST) throw dataError(`${file}: ${announced}; expected at most ${LARGEST} bytes.`);

  const possible = gzip
    ? size * MOST_INFLATION >= bytes && (size - START) * LEAST_INFLATION <= bytes
    : size === bytes;
  if (!possible) {
    throw dataError(`${file}: ${announced}, but the ${gzip ? 'gzip ' : ''}file has ${size}: ${HINT}`);
  }
  return { shape, gzip, bytes, announced };
}

function readStart(file: string): { readonly size: number; readonly start: Uint8Array } {
  const problem = obstacle(file);
  if (problem !== undefined) throw dataError(`${file}: ${problem}.`);
  const { size } = statSync(file);
  return { size, start: readAt(file, 0, Math.min(START, size)) };
}

function parseHeader(start: Uint8Array, kind: IdxKind, file: string): number[] {
  const { magic, dimensions } = KINDS[kind];
  const headerBytes = 4 + 4 * dimensions.length;
  const header = new DataView(start.buffer, start.byteOffset, start.length);
  const found = start.length < 4 ? undefined : header.getUint32(0);
  const stranger = found === magic || start.length === 0 ? undefined : kindOf(start);
  if (stranger !== undefined) throw dataError(`${file}: no IDX file, but ${stranger}.`);
  if (found !== undefined && found !== magic) {
    const other = Object.entries(KINDS).find(([, candidate]) => candidate.magic === found);
    const is = other ? `${found}, an IDX file of ${other[0]}` : `${found}`;
    throw dataError(`${file}: byte 0: magic number ${is}; expected ${magic}, an IDX file of ${kind}.`);
  }
  if (start.length < headerBytes) {
    throw dataError(`${file}: ends after ${start.length} bytes; expected an IDX header of ${headerBytes}.`);
  }
  return dimensions.map((name, i) => {
    const offset = 4 + 4 * i;
    const extent = header.getUint32(offset);
    if (extent === 0) throw dataError(`${file}: byte ${offset}: ${name} is 0; expected at least 1.`);
    return extent;
  });
}

function inflate(file: string, bytes: Uint8Array, options: ZlibOptions): Uint8Array {
  try {
    return gunzipSync(bytes, options);
  } catch (error) {
    if (!hasCode(error)) throw error;
    const found =
      error.code === 'ERR_BUFFER_TOO_LARGE'
        ? `holds more than the ${options.maxOutputLength} bytes its header announces`
        : error.code === 'Z_BUF_ERROR'
          ? `the gzip data end too early, after ${bytes.length} bytes`
          : `the gzip data are damaged (${error.code})`;
    throw dataError(`${file}: ${found}: ${HINT}`);
  }
}

const hasCode = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error;
