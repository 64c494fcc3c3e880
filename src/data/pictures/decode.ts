/** @file Pictures of others, of which nothing is believed: JPEG, PNG and WebP to the RGB that Pillow's `convert('RGB')` makes of them. */
import type { SharpOptions } from 'sharp';
import { dataError } from '../../errors.ts';
import { inkToLight } from './cmyk.ts';
import { formatOf } from './format.ts';
import { sharp } from './libvips.ts';
import type { Interleaved } from './picture.ts';

/** Pillow refuses what has more as a bomb. The header says so, before anything is decoded. */
const MOST_PIXELS = 178_956_970;

/** In colours as Pillow has it; greys above 255 it makes white, which serves nobody. */
const SIXTEEN_BITS = 'of 16 bits a channel, the upper 8 are taken';

interface Decoded extends Interleaved {
  /** A harmless oddity, which Pillow takes too. */
  readonly warning?: string;
}

/**
 * What the bytes of a JPEG, PNG or WebP file show, told by themselves and not by its name; of an animation the first picture.
 * ICC profiles, EXIF's rotation and transparency are passed over, as by everyone who trains on ImageNet.
 * @throws UserError (exit code 3) `${where}: …` where they are cut off, damaged, too large, or something else.
 */
export async function decodePicture(bytes: Uint8Array, where: string): Promise<Decoded> {
  const format = formatOf(bytes);
  if (!format?.taken) {
    const found = bytes.length === 0 ? 'an empty file' : (format?.name ?? 'no picture of a known format');
    throw bad(where, `${found}; expected a JPEG, PNG or WebP picture`);
  }
  try {
    return await decode(bytes, 'warning');
  } catch (oddity) {
    try {
      return { warning: reason(oddity), ...(await decode(bytes, 'error')) };
    } catch (error) {
      throw bad(
        where,
        `a ${format.name} picture that can't be read (${reason(error)}); expected a whole one`,
      );
    }
  }
}

async function decode(bytes: Uint8Array, failOn: SharpOptions['failOn']): Promise<Decoded> {
  const image = sharp(bytes, { failOn, ignoreIcc: true, limitInputPixels: MOST_PIXELS });
  const { space, depth } = await image.metadata();
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

const bad = (where: string, what: string) =>
  dataError(`${where}: ${what}. Replace or convert the file, or pass over such files with --skip-corrupt.`);

/** What libvips says, in one line: it repeats itself, and begins with the name of a part of its own. */
function reason(error: unknown): string {
  const lines = (error as Error).message.split('\n').map((line) => line.replace(/^[^:]*:/, '').trim());
  return [...new Set(lines)].filter((line) => line !== '').join('; ') || 'its header is damaged';
}
