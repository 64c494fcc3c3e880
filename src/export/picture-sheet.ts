/** @file Images and what a network made of them, side by side in one picture. */

/** Images of numbers from 0 (dark) to 1 (bright), one after the other, each [channels, height, width]: 1 channel is grey, 3 are red, green, blue. */
export interface Pairs {
  readonly inputs: Float32Array;
  readonly outputs: Float32Array;
  readonly channels: 1 | 3;
  readonly imageSize: readonly [height: number, width: number];
}

/** A picture row by row, a byte for each channel of a pixel. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8ClampedArray;
}

const PAIRS_A_ROW = 5;
/** In pixels of the images, as is all else. */
const MARGIN = 2;
/** Small images are enlarged by a whole number, to about so many pixels. */
const WANTED_WIDTH = 84;
const WHITE = 255;

/** Pairs in rows of five, each the input on the left and the output on the right of it. */
export function pictureSheet({ inputs, outputs, channels, imageSize: [height, width] }: Pairs): Sheet {
  const area = height * width;
  const count = inputs.length / (channels * area);
  const [columns, rows] = [Math.min(count, PAIRS_A_ROW), Math.ceil(count / PAIRS_A_ROW)];
  // In a pair the images touch; between pairs, and around all, there is a margin.
  const [pairWidth, pairHeight] = [2 * width + MARGIN, height + MARGIN];
  const small = { width: columns * pairWidth + MARGIN, height: rows * pairHeight + MARGIN, channels };
  const pixels = new Uint8ClampedArray(small.width * small.height * channels).fill(WHITE);

  const draw = (images: Float32Array, image: number, left: number, top: number) => {
    for (let channel = 0; channel < channels; channel++)
      for (let i = 0; i < area; i++) {
        const [y, x] = [top + Math.floor(i / width), left + (i % width)];
        const value = images[(image * channels + channel) * area + i]!;
        pixels[(y * small.width + x) * channels + channel] = WHITE * value;
      }
  };
  for (let k = 0; k < count; k++) {
    const left = MARGIN + (k % PAIRS_A_ROW) * pairWidth;
    const top = MARGIN + Math.floor(k / PAIRS_A_ROW) * pairHeight;
    draw(inputs, k, left, top);
    draw(outputs, k, left + width, top);
  }
  return { ...small, pixels };
}

/** The bytes of a PNG file, every pixel of the sheet as a square so large that images of that width are well seen. */
export async function encodePng(
  { width, height, channels, pixels }: Sheet,
  imageWidth: number,
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const times = Math.max(1, Math.round(WANTED_WIDTH / imageWidth));
  return sharp(pixels, { raw: { width, height, channels } })
    .resize(width * times, height * times, { kernel: 'nearest' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
}
