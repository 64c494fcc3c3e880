/** @file What kind of file it is, by its first bytes, so that no decoder but the three that are wanted ever sees it, and whether it ends as it should. */
import { isJpegBrokenOff, isJpegCutOff } from './jpeg-end.ts';

interface Format {
  readonly name: string;
  is(start: Buffer): boolean;
  /** Whether the end is missing, of a file that can't be read. Only formats that are wanted have it. */
  readonly isCutOff?: (file: Buffer) => boolean;
  /** Whether its pixels end early, of a file that can be read but for oddities. */
  readonly isBrokenOff?: (file: Buffer) => boolean;
}

const starts =
  (...signatures: readonly string[]) =>
  (start: Buffer): boolean =>
    signatures.some((signature) => start.toString('latin1').startsWith(signature));

const FORMATS: readonly Format[] = [
  {
    name: 'JPEG',
    is: starts('\xff\xd8\xff'),
    isCutOff: isJpegCutOff,
    isBrokenOff: isJpegBrokenOff,
  },
  { name: 'PNG', is: starts('\x89PNG\r\n\x1a\n'), isCutOff: (file) => !file.includes('IEND') },
  {
    name: 'WebP',
    is: (start) => /^RIFF....WEBP/s.test(start.toString('latin1')),
    isCutOff: (file) => file.length < 8 + file.readUInt32LE(4),
  },
  { name: 'GIF', is: starts('GIF87a', 'GIF89a') },
  { name: 'TIFF', is: starts('II*\0', 'MM\0*', 'II+\0', 'MM\0+') },
  { name: 'BMP', is: starts('BM') },
  { name: 'AVIF or HEIF', is: (start) => start.toString('latin1', 4, 8) === 'ftyp' },
  { name: 'JPEG 2000', is: starts('\0\0\0\x0cjP  ', '\xff\x4f\xff\x51') },
  { name: 'JPEG XL', is: starts('\xff\x0a', '\0\0\0\x0cJXL ') },
  { name: 'Netpbm', is: (start) => /^P[1-7]\s/.test(start.toString('latin1')) },
  { name: 'PDF', is: starts('%PDF') },
  { name: 'XML or SVG', is: (start) => /^(\xef\xbb\xbf)?\s*</.test(start.toString('latin1')) },
];

/** The longest that the table looks at, with room for blanks. */
const LOOKED_AT = 32;

/** The row of what this file begins like. */
export function formatOf(file: Buffer): Format | undefined {
  const start = file.subarray(0, LOOKED_AT);
  return FORMATS.find((format) => format.is(start));
}
