/** @file Crops and flips: a function of (seed, run, step), uniform, and the same for ever. */
import { assert, boolean, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { type Augmentations, augmentations } from './augment.ts';

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

test('where images are larger than crops, every place in them and their padding', () => {
  const order = { ...ORDER, batchSize: 1000 };
  const { top, left } = augmentations({ pad: 1, flip: true }, order, 0, 1, [2, 5]);
  const places = (of: Int32Array) => [...new Set(of)].sort((a, b) => a - b);
  expect(places(top)).toEqual([0, 1, 2, 3, 4]);
  expect(places(left)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
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
