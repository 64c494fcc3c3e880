import fc from 'fast-check';
import { expect, it } from 'vitest';
import { median } from './median.ts';

it('is the middle of the sorted values, or the mean of the two middle ones', () => {
  const values = fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(
      fc.oneof(values, fc.array(fc.constantFrom(-1, 0, 2), { minLength: 1, maxLength: 40 })),
      (list) => {
        const sorted = Float32Array.from(list).sort();
        const n = sorted.length;
        const expected = (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2;
        expect(median(Float32Array.from(list))).toBeCloseTo(expected, 12);
      },
    ),
  );
});

// np.median of the same lists
it.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[0, 0, 0, 0, 5], 0],
  [[Number.POSITIVE_INFINITY, 1, 2], 2],
])('of %j is %d', (list, expected) => {
  expect(median(Float32Array.from(list))).toBe(expected);
});

it('is NaN where a value is, or where there is none', () => {
  expect(median(Float32Array.of(1, Number.NaN))).toBeNaN();
  expect(median(new Float32Array())).toBeNaN();
});

it('takes sorted, reversed and equal values in linear time', () => {
  const n = 60_000;
  const start = performance.now();
  expect(median(Float32Array.from({ length: n }, (_, i) => i))).toBe((n - 1) / 2);
  expect(median(Float32Array.from({ length: n }, (_, i) => -i))).toBe(-(n - 1) / 2);
  expect(median(new Float32Array(n).fill(1))).toBe(1);
  expect(performance.now() - start).toBeLessThan(500);
});
