import sharp from 'sharp';
import { expect, it } from 'vitest';
import { encodePng, pictureSheet, type Sheet } from './picture-sheet.ts';

const rowsOf = ({ width, height, channels, pixels }: Sheet): number[][] =>
  Array.from({ length: height }, (_, y) => [
    ...pixels.subarray(y * width * channels, (y + 1) * width * channels),
  ]);

it('has input and output side by side, white between pairs', () => {
  // Two pairs of images of 1 × 2 pixels; what is darker than black or brighter than white is shown as these.
  const sheet = pictureSheet({
    inputs: Float32Array.of(0, 0.2, 0.4, 0.6),
    outputs: Float32Array.of(1, 0.8, -3, 5),
    channels: 1,
    imageSize: [1, 2],
  });
  const white = Array(14).fill(255);
  const margin = [255, 255];
  expect(rowsOf(sheet)).toEqual([
    white,
    white,
    [...margin, 0, 51, 255, 204, ...margin, 102, 153, 0, 255, ...margin],
    white,
    white,
  ]);
});

it('puts the planes of colours together', () => {
  // One pair of 1 × 2 pixels: red 0 1, green 0.2 0.4, blue 0.6 0.8; and all black.
  const sheet = pictureSheet({
    inputs: Float32Array.of(0, 1, 0.2, 0.4, 0.6, 0.8),
    outputs: new Float32Array(6),
    channels: 3,
    imageSize: [1, 2],
  });
  expect(rowsOf(sheet)[2]!.slice(6, 18)).toEqual([0, 51, 153, 255, 102, 204, 0, 0, 0, 0, 0, 0]);
});

it('begins another row after five pairs', () => {
  const images = Float32Array.from({ length: 7 * 100 * 100 }, (_, i) => (i < 50_000 ? 0 : 0.2));
  const sheet = pictureSheet({ inputs: images, outputs: images, channels: 1, imageSize: [100, 100] });
  expect([sheet.width, sheet.height]).toEqual([2 + 5 * 202, 2 + 2 * 102]);
  const at = (x: number, y: number) => sheet.pixels[y * sheet.width + x];
  expect([at(2, 2), at(2, 104), at(2 + 202, 104), at(2 + 404, 104)]).toEqual([0, 51, 51, 255]);
});

it.each([1, 3] as const)('makes a PNG of %i channel(s), its pixels enlarged', async (channels) => {
  const pixels = Uint8ClampedArray.from({ length: 6 * channels }, (_, i) => 14 * i);
  const png = sharp(await encodePng({ width: 3, height: 2, channels, pixels }, 28));
  expect(await png.metadata()).toMatchObject({ format: 'png', width: 9, height: 6, channels });
  const data = await png
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
  const expected = Array.from({ length: 6 }, (_, y) =>
    Array.from({ length: 9 }, (_, x) => {
      const pixel = 3 * Math.floor(y / 3) + Math.floor(x / 3);
      return [...pixels.subarray(pixel * channels, (pixel + 1) * channels)];
    }),
  );
  expect([...data]).toEqual(expected.flat(2));
});
