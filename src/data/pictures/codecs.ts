/** @file How pixels are kept once they are prepared: a row says what it costs and what it loses. */
import { dataError } from '../../errors.ts';
import { readPicture } from './decode.ts';
import { sharp } from './libvips.ts';
import { interleaved, type Picture, planesOf } from './picture.ts';

export interface CodecRow {
  readonly summary: string;
  /** Of an image, about, as photographs take at 256 × 256; what is smaller takes up to a third more. */
  readonly bytesPerPixel: number;
  /** Whether what comes out is what went in. */
  readonly exact: boolean;
  /** `null` where no pixels are kept. */
  readonly encode: ((picture: Picture) => Promise<Uint8Array>) | null;
  /**
   * Planar, [3, size, size].
   * @throws UserError (exit code 3) `${where}: …` where the bytes are not such a picture.
   */
  readonly decode: ((bytes: Uint8Array, size: number, where: string) => Promise<Uint8Array>) | null;
}

const encoder = (picture: Picture) =>
  sharp(interleaved(picture), { raw: { width: picture.width, height: picture.height, channels: 3 } });

async function decodeRecord(bytes: Uint8Array, size: number, where: string): Promise<Uint8Array> {
  const picture = await readPicture(bytes, size * size);
  const problem = 'problem' in picture ? picture.problem : picture.warning;
  if ('problem' in picture || problem !== undefined) throw damaged(where, `a record that is ${problem}`);
  const { width, height } = picture;
  if (width !== size || height !== size)
    throw damaged(where, `${width} × ${height} pixels; expected ${size} × ${size}`);
  return planesOf(picture);
}

const damaged = (where: string, what: string) => dataError(`${where}: ${what}. Prepare the data anew.`);

export const CODECS = {
  raw: {
    summary: 'bytes as they are: the fastest to read, and the largest',
    bytesPerPixel: 3,
    exact: true,
    encode: async ({ pixels }) => pixels,
    async decode(bytes, size, where) {
      const expected = 3 * size * size;
      if (bytes.length !== expected) throw damaged(where, `${bytes.length} bytes; expected ${expected}`);
      return bytes;
    },
  },
  webp: {
    summary: 'lossless WebP: exact at half the size',
    bytesPerPixel: 1.45,
    exact: true,
    // More effort takes 6 % less and three times as long.
    encode: (picture) => encoder(picture).webp({ lossless: true, effort: 0 }).toBuffer(),
    decode: decodeRecord,
  },
  jpeg: {
    summary: 'JPEG of quality 95 without subsampling: a fifth of the size, 2 to 3 grey levels off',
    bytesPerPixel: 0.58,
    exact: false,
    encode: (picture) => encoder(picture).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(),
    decode: decodeRecord,
  },
  none: {
    summary: 'no pixels: the picture itself is decoded and resized whenever it is read',
    bytesPerPixel: 0,
    exact: true,
    encode: null,
    decode: null,
  },
} as const satisfies Record<string, CodecRow>;

export type CodecName = keyof typeof CODECS;

export const codecNames = Object.keys(CODECS) as CodecName[];
