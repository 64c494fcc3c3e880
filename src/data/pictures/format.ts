/** @file What kind of file it is, by its first bytes, so that no decoder but the three that are wanted ever sees it. */

interface Format {
  readonly name: string;
  readonly taken: boolean;
  is(start: Buffer): boolean;
}

const starts =
  (...signatures: readonly string[]) =>
  (start: Buffer): boolean =>
    signatures.some((signature) => start.toString('latin1').startsWith(signature));

const FORMATS: readonly Format[] = [
  { name: 'JPEG', taken: true, is: starts('\xff\xd8\xff') },
  { name: 'PNG', taken: true, is: starts('\x89PNG\r\n\x1a\n') },
  { name: 'WebP', taken: true, is: (start) => /^RIFF....WEBP/s.test(start.toString('latin1')) },
  { name: 'GIF', taken: false, is: starts('GIF87a', 'GIF89a') },
  { name: 'TIFF', taken: false, is: starts('II*\0', 'MM\0*', 'II+\0', 'MM\0+') },
  { name: 'BMP', taken: false, is: starts('BM') },
  { name: 'AVIF or HEIF', taken: false, is: (start) => start.toString('latin1', 4, 8) === 'ftyp' },
  { name: 'JPEG 2000', taken: false, is: starts('\0\0\0\x0cjP  ', '\xff\x4f\xff\x51') },
  { name: 'JPEG XL', taken: false, is: starts('\xff\x0a', '\0\0\0\x0cJXL ') },
  { name: 'Netpbm', taken: false, is: (start) => /^P[1-7]\s/.test(start.toString('latin1')) },
  { name: 'PDF', taken: false, is: starts('%PDF') },
  { name: 'XML or SVG', taken: false, is: (start) => /^(\xef\xbb\xbf)?\s*</.test(start.toString('latin1')) },
];

/** The longest that the table looks at, with room for blanks. */
const LOOKED_AT = 32;

/** The row of what these bytes begin like. */
export function formatOf(bytes: Uint8Array): Format | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(LOOKED_AT, bytes.length));
  return FORMATS.find((format) => format.is(start));
}
