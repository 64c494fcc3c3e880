/** @file The header of a member of a tar archive, POSIX ustar or older: its name, its size, and whether it is one that may be read. */
import { dataError } from '../errors.ts';

/** Headers and contents are padded to blocks of so many bytes. */
export const BLOCK = 512;
export const HINT = 'truncated or damaged. Copy or download it again.';

/** Kinds of members by their type flag (POSIX pax): what is read or passed over. Anything else is refused. */
const FILE = new Set(['0', '\0']);
const FOLDER = '5';
const REFUSED: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '6': 'a named pipe',
};

/** A header as it stands there. */
export interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

// ustar: name 0–99, size 124–135, checksum 148–155 (both octal), type 156, prefix of the name 345–499 after "ustar" at 257.
function text(block: Uint8Array, from: number, to: number): string {
  let end = from;
  while (end < to && block[end] !== 0) end++;
  return Buffer.from(block.buffer, block.byteOffset + from, end - from).toString('latin1');
}

function octal(block: Uint8Array, from: number, to: number): number {
  const digits = text(block, from, to).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

/** Whether a block's checksum is right, which counts its own eight bytes as blanks. */
export function isHeader(block: Uint8Array): boolean {
  if (block.length < BLOCK) return false;
  let sum = 8 * 0x20;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += block[i]!;
  return octal(block, 148, 156) === sum;
}

/** A size in octal digits; or, where those don't do, in base 256 behind a first bit that is set, as GNU writes more than 8 GB. */
function sizeIn(block: Uint8Array): number {
  if (block[124] !== 0x80) return octal(block, 124, 136);
  const size = block.subarray(125, 136).reduce((total, byte) => total * 256 + byte, 0);
  return Number.isSafeInteger(size) ? size : Number.NaN;
}

/** @throws UserError (exit code 3) for a header that is damaged. */
export function readHeader(block: Uint8Array, file: string): Header {
  const size = sizeIn(block);
  if (!isHeader(block) || Number.isNaN(size)) throw dataError(`${file}: a member's header is ${HINT}`);
  const ustar = text(block, 257, 262) === 'ustar' && block[262] === 0;
  const prefix = ustar ? text(block, 345, 500) : '';
  const own = text(block, 0, 100);
  const name = prefix === '' ? own : `${prefix}/${own}`;
  return { name, size, type: String.fromCharCode(block[156]!) };
}

/**
 * The name of a member inside the archive, and whether it is a file.
 * @throws UserError (exit code 3) for anything but files and folders inside the archive.
 */
export function admit(
  { name: given, type }: Header,
  file: string,
): { readonly name: string; readonly isFile: boolean } {
  const name = given.replace(/^(\.\/)+/, '');
  const shown = JSON.stringify(name.slice(0, 100));
  if (!FILE.has(type) && type !== FOLDER) {
    const found = REFUSED[type] ?? `of type ${JSON.stringify(type)}`;
    throw dataError(`${file}: member ${shown} is ${found}; expected files and folders only.`);
  }
  if (/^[/\\]|^[a-zA-Z]:|(^|[/\\])\.\.([/\\]|$)/.test(name))
    throw dataError(`${file}: member ${shown} lies outside of the archive; expected names inside it.`);
  return { name, isFile: type !== FOLDER && !name.endsWith('/') };
}
