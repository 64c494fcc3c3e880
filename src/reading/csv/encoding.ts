/** @file The text of anyone's CSV file, in whichever encoding its bytes are. */
import { dataError } from '../../errors.ts';

export interface DecodedText {
  readonly text: string;
  /** What was guessed. */
  readonly notes: readonly string[];
}

/** TABLE of what is often taken for a CSV file and is none, by its first bytes. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a workbook of a spreadsheet program, or another ZIP archive; save it as CSV'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'a workbook of an old spreadsheet program; save it as CSV'],
  [[0x1f, 0x8b], 'compressed by gzip; gunzip it'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed by zstd; unzstd it'],
  [[0x42, 0x5a, 0x68], 'compressed by bzip2; bunzip2 it'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file; write it as CSV'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file; write it as CSV'],
  [[0xff, 0xfe, 0x00, 0x00], 'text in UTF-32; save it as UTF-8'],
];

const begins = (bytes: Uint8Array, first: readonly number[]): boolean =>
  first.every((byte, at) => bytes[at] === byte);

/** TABLE of byte order marks. */
const MARKS: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * UTF-8 and UTF-16, with a byte order mark or without; Windows-1252 where it is neither, and said.
 * @throws UserError (exit code 3) for what is no text.
 */
export function decodeText(bytes: Uint8Array, file: string): DecodedText {
  const [, known] = SIGNATURES.find(([first]) => begins(bytes, first)) ?? [];
  if (known !== undefined) throw dataError(`${file} is no CSV file but ${known}.`);
  const mark = MARKS.find(([first]) => begins(bytes, first));
  const encoding = mark?.[1] ?? unmarked(bytes, file);
  const text = decoded(mark ? bytes.subarray(mark[0].length) : bytes, encoding);
  if (text !== undefined) return { text, notes: [] };
  if (mark) throw dataError(`${file} begins as ${encoding.toUpperCase()} but is not. Save it as UTF-8.`);
  return {
    text: new TextDecoder('windows-1252').decode(bytes),
    notes: [
      `${file} is not in UTF-8: read as Windows-1252 (Latin-1). If names look wrong, save it as UTF-8.`,
    ],
  };
}

/** So much tells UTF-16 from UTF-8. */
const LOOKED_AT = 4096;

/** Text of Latin letters in UTF-16 has every other byte zero; other text has no zeros. */
function unmarked(bytes: Uint8Array, file: string): string {
  const zeros = [0, 0];
  const looked = bytes.subarray(0, LOOKED_AT);
  for (const [at, byte] of looked.entries()) if (byte === 0) zeros[at % 2]!++;
  const [even, odd] = zeros as [number, number];
  if (even + odd === 0) return 'utf-8';
  const most = Math.max(even, odd);
  if (Math.min(even, odd) > most / 10 || most < looked.length / 4)
    throw dataError(`${file} holds zero bytes, so it is no text. Expected a CSV file.`);
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** The longest sequence of one character in UTF-8, less one: what a killed process may leave of it. */
const CUT = 3;

/** Undefined where the bytes are not in that encoding; a character cut off at the end is left out. */
function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  for (let cut = 0; cut <= Math.min(CUT, bytes.length); cut++)
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(
        bytes.subarray(0, bytes.length - cut),
      );
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  return undefined;
}
