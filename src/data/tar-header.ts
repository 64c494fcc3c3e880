/** @file The header of a member of a tar archive, POSIX ustar or older: its name, its size, and whether it is one that may be read. */
import { dataError } from '../errors.ts';

/** Headers and contents are padded to blocks of so many bytes. */
export const BLOCK = 512;
export const HINT = 'truncated or damaged. Copy or download it again.';

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

export interface Header {
  readonly name: string;
  readonly size: number;
  /** Not a folder or an extended header. */
  readonly isFile: boolean;
}

// ustar: name 0–99, size 124–135, checksum 148–155 (both octal), type 156, prefix of the name 345–499 after "ustar" at 257.
function text(block: Uint8Array, from: number, to: number): string {
  const field = block.subarray(from, to);
  const end = field.indexOf(0);
  return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString('latin1');
}

function octal(block: Uint8Array, from: number, to: number): number {
  const digits = text(block, from, to).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

/** Whether a block's checksum is right, which counts its own eight bytes as blanks. */
export function isHeader(block: Uint8Array): boolean {
  if (block.length < BLOCK) return false;
  const sum = block.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  return octal(block, 148, 156) === sum;
}

/** @throws UserError (exit code 3) for a header that is damaged, and for anything but files and folders inside the archive. */
export function readHeader(block: Uint8Array, file: string): Header {
  const size = octal(block, 124, 136);
  if (!isHeader(block) || Number.isNaN(size)) throw dataError(`${file}: a member's header is ${HINT}`);
  const ustar = text(block, 257, 262) === 'ustar' && block[262] === 0;
  const prefix = ustar ? text(block, 345, 500) : '';
  const own = text(block, 0, 100);
  const name = (prefix === '' ? own : `${prefix}/${own}`).replace(/^(\.\/)+/, '');
  const type = String.fromCharCode(block[156]!);
  const shown = JSON.stringify(name.slice(0, 100));
  if (!FILE.has(type) && !PASSED_OVER.has(type)) {
    const found = REFUSED[type] ?? `of type ${JSON.stringify(type)}`;
    throw dataError(`${file}: member ${shown} is ${found}; expected files and folders only.`);
  }
  if (/^[/\\]|^[a-zA-Z]:|(^|[/\\])\.\.([/\\]|$)/.test(name))
    throw dataError(`${file}: member ${shown} lies outside of the archive; expected names inside it.`);
  return { name, size, isFile: FILE.has(type) };
}
