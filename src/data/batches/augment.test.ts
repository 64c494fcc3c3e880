/** @file Crops and flips: a function of (seed, run, step), uniform, and applied as a padded image cut by hand would be. */
import { assert, boolean, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { type Augmentations, augmentations, augmentInto } from './augment.ts';

const ORDER = { seed: 1, run: 0, batchSize: 10 };

const slice = ({ top, left, flip }: Augmentations, from: number, to?: number) => ({
  top: top.slice(from, to),
  left: left.slice(from, to),
  flip: flip.slice(from, to),
});

test('any range equals the same slice of the whole', () => {
  const cases = record({
    pad: integer({ min: 0, max: 8 }),
    flip: boolean(),
    seed: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    run: integer({ min: 0, max: 100 }),
    batchSize: integer({ min: 1, max: 20 }),
    first: integer({ min: 0, max: 50 }),
    steps: integer({ min: 0, max: 20 }),
  });
  assert(
    property(cases, ({ pad, flip, first, steps, ...order }) => {
      const whole = augmentations({ pad, flip }, order, 0, first + steps);
      const part = augmentations({ pad, flip }, order, first, steps);
      expect(part).toEqual(slice(whole, first * order.batchSize));
      for (const at of [...part.top, ...part.left]) expect(at >= 0 && at <= 2 * pad).toBe(true);
    }),
  );
});

test('the same for ever: seed 1, run 0, step 0', () => {
  // Philox 4x32-10 written once more in Python's integers, words at counters (0 …, 0, 0, 3) under key (1, 0): mod 9, mod 9, mod 2.
  const { top, left, flip } = augmentations({ pad: 4, flip: true }, { ...ORDER, batchSize: 4 }, 0, 1);
  expect([[...top], [...left], [...flip]]).toEqual([
    [1, 3, 5, 5],
    [5, 4, 3, 1],
    [0, 1, 0, 0],
  ]);
});

test('runs, seeds and steps differ; crops do not depend on whether images are flipped', () => {
  const of = (change: object, step = 0) =>
    augmentations({ pad: 4, flip: true }, { ...ORDER, ...change }, step, 1);
  const all = [of({}), of({ run: 1 }), of({ seed: 2 }), of({}, 1)].map(({ top }) => String(top));
  expect(new Set(all).size).toBe(4);
  const plain = augmentations({ pad: 4, flip: false }, ORDER, 0, 1);
  expect(plain).toEqual({ ...of({}), flip: new Uint8Array(10) });
});

test('every place and either side is equally likely, each independent of the others', () => {
  const count = 81 * 2 * 500;
  const { top, left, flip } = augmentations(
    { pad: 4, flip: true },
    { ...ORDER, batchSize: 100 },
    0,
    count / 100,
  );
  const cells = new Float64Array(162);
  for (let i = 0; i < count; i++) cells[(top[i]! * 9 + left[i]!) * 2 + flip[i]!]! += 1;
  // χ² of 161 degrees of freedom: mean 161, standard deviation √322.
  const chiSquare = cells.reduce((sum, found) => sum + (found - 500) ** 2 / 500, 0);
  expect(Math.abs(chiSquare - 161)).toBeLessThan(4 * Math.sqrt(322));
});

test('a crop by hand: 3 × 3, one row down and two columns to the left, then mirrored', () => {
  const images = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  const into = new Float32Array(18).fill(-1);
  const drawn = { top: Int32Array.of(3, 3), left: Int32Array.of(0, 0), flip: Uint8Array.of(0, 1) };
  augmentInto(into, { images, shape: [1, 3, 3], pad: 2, drawn });
  expect([...into]).toEqual([0, 0, 4, 0, 0, 7, 0, 0, 0, 4, 0, 0, 7, 0, 0, 0, 0, 0]);
});

/** Pads, cuts and mirrors pixel by pixel, as the definition says. */
function byDefinition(
  pixel: (c: number, y: number, x: number) => number,
  shape: readonly number[],
  at: readonly number[],
) {
  const [channels, height, width] = shape as [number, number, number];
  const [top, left, flip, pad] = at as [number, number, number, number];
  const padded = (c: number, y: number, x: number) =>
    y < pad || x < pad || y >= pad + height || x >= pad + width ? 0 : pixel(c, y - pad, x - pad);
  const out: number[] = [];
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) out.push(padded(c, y + top, left + (flip ? width - 1 - x : x)));
  return out;
}

test('any crop is the padded image, cut and mirrored', () => {
  const cases = record({
    channels: integer({ min: 1, max: 3 }),
    height: integer({ min: 1, max: 6 }),
    width: integer({ min: 1, max: 6 }),
    pad: integer({ min: 0, max: 8 }),
    seed: integer({ min: 0, max: 1000 }),
  });
  assert(
    property(cases, ({ channels, height, width, pad, seed }) => {
      const shape = [channels, height, width] as const;
      const size = channels * height * width;
      const images = Float32Array.from({ length: 3 * size }, (_, i) => i + 1);
      const drawn = augmentations({ pad, flip: true }, { seed, run: 0, batchSize: 3 }, 0, 1);
      const into = new Float32Array(3 * size).fill(-1);
      augmentInto(into, { images, shape, pad, drawn });
      const expected = [0, 1, 2].flatMap((i) =>
        byDefinition((c, y, x) => images[i * size + (c * height + y) * width + x]!, shape, [
          drawn.top[i]!,
          drawn.left[i]!,
          drawn.flip[i]!,
          pad,
        ]),
      );
      expect([...into]).toEqual(expected);
    }),
  );
});
