/** @file Pictures of others, of which nothing is believed: JPEG, PNG and WebP to the RGB that Pillow's `convert('RGB')` makes of them. */
import type { SharpOptions } from 'sharp';
import { dataError } from '../../errors.ts';
import { inkToLight } from './cmyk.ts';
import { formatOf } from './format.ts';
import { sharp } from './libvips.ts';
import type { Interleaved } from './picture.ts';

/** Pillow refuses what has more as a bomb. The header says so, before anything is decoded. */
const MOST_PIXELS = 178_956_970;
/** What a JPEG header can say; PNG's may be a line of millions. */
const LONGEST_SIDE = 65_535;

/** In colours as Pillow has it; greys above 255 it makes white, which serves nobody. */
const SIXTEEN_BITS = 'of 16 bits a channel, the upper 8 are taken';

interface Decoded extends Interleaved {
  /** An oddity that Pillow takes too, though without a word. */
  readonly warning?: string;
}

/**
 * What the bytes of a JPEG, PNG or WebP file show, told by themselves and not by its name; of an animation the first picture.
 * ICC profiles, EXIF's rotation and transparency are passed over, as by everyone who trains on ImageNet.
 * @throws UserError (exit code 3) `${where}: …` where they are cut off, damaged, too large, or something else.
 */
export async function decodePicture(bytes: Uint8Array, where: string): Promise<Decoded> {
  const read = await readPicture(bytes);
  if ('problem' in read) throw dataError(`${where}: ${read.problem}. Get the picture anew, or convert it.`);
  return read;
}

interface Problem {
  /** What it is, and what was expected. */
  readonly problem: string;
}

/**
 * The same, and what is wrong with it where it can't be read. The words are ours: libvips keeps one text of its errors for all threads, so that two bad
 * pictures at a time would be told each other's.
 */
export async function readPicture(bytes: Uint8Array, mostPixels = MOST_PIXELS): Promise<Decoded | Problem> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const format = formatOf(file);
  if (!format?.isCutOff) {
    const found = bytes.length === 0 ? 'an empty file' : (format?.name ?? 'no picture of a known format');
    return { problem: `${found}; expected a JPEG, PNG or WebP picture` };
  }
  try {
    return await decode(file, mostPixels, 'warning');
  } catch {
    try {
      const decoded = await decode(file, mostPixels, 'error');
      if (!format.isBrokenOff?.(file)) return { warning: oddity(format.name), ...decoded };
    } catch {
      // As bad as if it were broken off.
    }
    const state = format.isCutOff(file) ? 'cut off' : 'damaged';
    return { problem: `${format.name} that is ${state}; expected a whole one` };
  }
}

/** What makes libvips fail on warnings and on nothing else. */
const oddity = (format: string) => `not quite as a ${format} picture should be, perhaps damaged in part`;

async function decode(
  file: Buffer,
  mostPixels: number,
  failOn: SharpOptions['failOn'],
): Promise<Decoded | Problem> {
  const image = sharp(file, { failOn, ignoreIcc: true, limitInputPixels: false });
  const { width, height, space, depth } = await image.metadata();
  if (width * height > mostPixels || Math.max(width, height) > LONGEST_SIDE) {
    const most = `${mostPixels.toLocaleString('en')}, and sides of ${LONGEST_SIDE.toLocaleString('en')} at most`;
    return { problem: `a picture of ${width} × ${height} pixels; expected ${most}` };
  }
  const isInk = space === 'cmyk';
  // Said of both ends, so that libvips leaves the inks as they are.
  if (isInk) image.pipelineColourspace('cmyk').toColourspace('cmyk');
  else image.removeAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    rgb: isInk ? inkToLight(data) : data,
    ...(depth === 'ushort' && { warning: SIXTEEN_BITS }),
  };
}
