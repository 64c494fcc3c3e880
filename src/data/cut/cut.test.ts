/** @file Crops of images kept as bytes and as numbers are those that are cut from a padded image pixel by pixel. */
import { assert, boolean, constantFrom, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { size } from '../../shape.ts';
import { cutBytes, cutNumbers, type Place } from './cut.ts';
import { centreOf } from './cut-split.ts';
import { byteTable } from './cut-vectors.ts';
import type { Cutting } from './cutting.ts';

test('a crop by hand: 3 × 3, one row down and two columns to the left, then mirrored', () => {
  const image = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const into = new Float32Array(18).fill(-1);
  const cut = cutNumbers({ whole: [1, 3, 3], crop: [3, 3] });
  for (const flip of [false, true]) cut(image, 0, { top: 1, left: -2, flip }, into, flip ? 9 : 0);
  expect([...into]).toEqual([0, 0, 4, 0, 0, 7, 0, 0, 0, 4, 0, 0, 7, 0, 0, 0, 0, 0]);
});

test('bytes by hand: the middle of 1 × 2 × 4, less the mean of its places', () => {
  // byte / 255 − mean in float32, by numpy: np.float32(byte) / np.float32(255) - np.float32(mean)
  const bytes = Uint8Array.of(9, 7, 51, 200, 255, 1, 0, 128, 3, 9);
  const mean = Float32Array.of(0, 0.1, 0.9, 0, 0.3, 0.30000001192092896, 0.5, 1);
  const into = new Float32Array(4);
  cutBytes({ whole: [1, 2, 4], crop: [2, 2] }, mean)(bytes, 1, { top: 0, left: 1, flip: true }, into, 0);
  expect([...into]).toEqual([
    -0.11568623781204224, 0.10000000149011612, 0.0019608139991760254, -0.30000001192092896,
  ]);
});

type Shape = Pick<Cutting, 'whole' | 'crop'>;

/** Pads, cuts and mirrors pixel by pixel, as the definition says. */
function byDefinition(
  pixel: (place: number) => number,
  { whole: [channels, height, width], crop: [rows, columns] }: Shape,
  { top, left, flip }: Place,
) {
  const out: number[] = [];
  for (let c = 0; c < channels; c++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const [y, x] = [top + row, left + (flip ? columns - 1 - column : column)];
        const isInside = y >= 0 && x >= 0 && y < height && x < width;
        out.push(isInside ? pixel((c * height + y) * width + x) : 0);
      }
  return out;
}

test('any crop is the padded image, cut and mirrored, whatever was there before', () => {
  const side = integer({ min: 1, max: 6 });
  const at = integer({ min: -14, max: 14 });
  const cases = record({
    kind: constantFrom('numbers', 'bytes', 'bytes less a mean'),
    channels: integer({ min: 1, max: 3 }),
    ...{ height: side, width: side, rows: side, columns: side, top: at, left: at, flip: boolean() },
  });
  assert(
    property(cases, ({ kind, channels, height, width, rows, columns, ...place }) => {
      const shape = { whole: [channels, height, width], crop: [rows, columns] } as const;
      const numbers = size(shape.whole);
      // The second of two images.
      const bytes = Uint8Array.from({ length: 2 * numbers }, (_, i) => (i * 151 + 7) % 256);
      const mean = Float32Array.from({ length: numbers }, (_, i) => ((i * 0.618) % 1) / 3);
      const floats = Float32Array.from(bytes, (byte) => byte + 0.5);
      const into = new Float32Array(channels * rows * columns).fill(-1);
      const scaled = (i: number) => Math.fround(bytes[numbers + i]! / 255);
      if (kind === 'numbers') cutNumbers(shape)(floats, numbers, place, into, 0);
      else cutBytes(shape, kind === 'bytes' ? undefined : mean)(bytes, numbers, place, into, 0);
      const pixel = {
        numbers: (i: number) => floats[numbers + i]!,
        bytes: scaled,
        'bytes less a mean': (i: number) => Math.fround(scaled(i) - mean[i]!),
      }[kind];
      expect([...into]).toEqual(byDefinition(pixel, shape, place));
    }),
    { numRuns: 500 },
  );
});

// Compiled by npm run build, as for a run.
const COMPILED = new URL('../../../dist/data/cut/cut.wasm', import.meta.url);
const NONE = new URL('./nothing-here.wasm', import.meta.url);

test('vectors give the bits of single numbers, of every byte, whatever the width of rows', () => {
  const cases = record({
    channels: integer({ min: 1, max: 3 }),
    rows: integer({ min: 1, max: 5 }),
    columns: integer({ min: 1, max: 40 }),
    taller: integer({ min: 0, max: 3 }),
    wider: integer({ min: 0, max: 11 }),
    hasMean: boolean(),
    // Some beyond the image.
    ...{ top: integer({ min: -1, max: 3 }), left: integer({ min: -1, max: 11 }), flip: boolean() },
    seed: integer({ min: 0, max: 255 }),
  });
  assert(
    property(cases, ({ channels, rows, columns, taller, wider, hasMean, seed, ...place }) => {
      const shape = { whole: [channels, rows + taller, columns + wider], crop: [rows, columns] } as const;
      const numbers = size(shape.whole);
      const mean = Float32Array.from({ length: numbers }, (_, i) => ((i * 0.618 + seed) % 1) * 0.9);
      const [vectors, plain] = [COMPILED, NONE].map((file) => {
        const { room, cut } = byteTable(shape, 3 * numbers, hasMean ? mean : undefined, file);
        room.set(Uint8Array.from({ length: 3 * numbers }, (_, i) => (i + seed) % 256));
        // Three crops one after the other, with room beside them that stays as it is.
        const into = new Float32Array(3 * channels * rows * columns + 2).fill(-7);
        for (const image of [0, 1, 2])
          cut(image * numbers, place, into, 1 + image * channels * rows * columns);
        return into;
      });
      expect(vectors).toEqual(plain);
      expect([plain![0], plain!.at(-1)]).toEqual([-7, -7]);
    }),
    { numRuns: 300 },
  );
});

test.each([
  // torchvision.transforms.CenterCrop: int(round((256 - 224) / 2.0)), and so on
  [256, 224, 16],
  [64, 56, 4],
  [65, 56, 4],
  [67, 56, 6],
  [7, 4, 2],
  [9, 4, 2],
  [11, 4, 4],
  [5, 5, 0],
])('the centre of %i for a crop of %i begins at %i', (whole, crop, at) => {
  expect(centreOf({ whole: [3, whole, whole + 1], crop: [crop, crop + 1] })).toEqual({
    top: at,
    left: at,
    flip: false,
  });
});
