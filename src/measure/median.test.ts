import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ANYWHERE, type Bracket, collector } from './median.ts';

/** The collector of a bracket after all values, given in parts of three. */
function collected(values: readonly number[], bracket: Bracket = ANYWHERE) {
  const unit = collector(bracket);
  const array = Float32Array.from(values);
  for (let from = 0; from < array.length; from += 3) unit.add(array, from, Math.min(from + 3, array.length));
  return unit;
}

/** By sorting. */
function middleOf(values: readonly number[]): Bracket {
  const sorted = Float32Array.from(values).sort();
  const n = sorted.length;
  return { low: sorted[(n - 1) >> 1]!, high: sorted[n >> 1]! };
}

// With -0 a value would have two spellings.
const float = fc.float({ noNaN: true, min: -100, max: 100 }).map((x) => x + 0);
const values = fc.oneof(
  fc.array(float, { minLength: 1, maxLength: 60 }),
  // As rectifiers give them: many equal values.
  fc.array(fc.constantFrom(-1, 0, 0, 2), { minLength: 1, maxLength: 40 }),
);

it('finds the middle values without a guess', () => {
  fc.assert(
    fc.property(values, (list) => {
      expect(collected(list).middle()).toEqual({ ...middleOf(list), found: true });
    }),
  );
});

it('finds them in any bracket that holds them, and else says where they are', () => {
  const bracket = fc
    .tuple(fc.oneof(float, fc.constantFrom(-1, 0, 2)), fc.oneof(float, fc.constantFrom(-1, 0, 2)))
    .map(([a, b]) => ({ low: Math.fround(Math.min(a, b)), high: Math.fround(Math.max(a, b)) }));
  fc.assert(
    fc.property(values, bracket, (list, guess) => {
      const expected = middleOf(list);
      const { found, ...middle } = collected(list, guess).middle();
      expect(found).toBe(guess.low <= expected.low && expected.high <= guess.high);
      expect(middle.low).toBeLessThanOrEqual(expected.low);
      expect(middle.high).toBeGreaterThanOrEqual(expected.high);
      // The next pass is the last.
      expect(collected(list, middle).middle()).toEqual({ ...expected, found: true });
    }),
    { numRuns: 1000 },
  );
});

// np.median and np.mean of the same lists
it.each([
  [[3, 1, 2], 2, 2],
  [[4, 1, 3, 2], 2.5, 2.5],
  [[0, 0, 0, 0, 5], 0, 1],
  [[Number.POSITIVE_INFINITY, 1, 2], 2, Number.POSITIVE_INFINITY],
])('of %j the median is %d and the mean %d', (list, median, mean) => {
  const unit = collected(list);
  const { low, high } = unit.middle();
  expect((low + high) / 2).toBe(median);
  expect(unit.mean()).toBe(mean);
});

it('is NaN where a value is, in any bracket', () => {
  const nan = { low: Number.NaN, high: Number.NaN, found: true };
  expect(collected([1, Number.NaN]).middle()).toEqual(nan);
  expect(collected([1, Number.NaN, 2], { low: 1, high: 2 }).middle()).toEqual(nan);
});

it('keeps no more than a tenth or so of the values of a good guess, and none of equal ones', () => {
  const normal = Array.from({ length: 20_000 }, (_, i) => Math.sqrt(i) * Math.sin(i * i));
  const guess = collected(normal.filter((_, i) => i % 10 === 0)).guess();
  const inside = normal.filter((value) => value > guess.low && value < guess.high).length;
  // 5 √2000 of 2000 values, so 11 %.
  expect(inside / normal.length).toBeGreaterThan(0.09);
  expect(inside / normal.length).toBeLessThan(0.14);
  expect(collected(normal, guess).middle()).toEqual({ ...middleOf(normal), found: true });
  expect(collected(Array(2000).fill(0)).guess()).toEqual({ low: 0, high: 0 });
});

it('takes sorted, reversed and equal values in linear time', () => {
  const n = 60_000;
  const start = performance.now();
  const middle = (i: (k: number) => number) => collected(Array.from({ length: n }, (_, k) => i(k))).middle();
  expect(middle((k) => k)).toMatchObject({ low: n / 2 - 1, high: n / 2 });
  expect(middle((k) => -k)).toMatchObject({ low: -n / 2, high: -n / 2 + 1 });
  expect(middle(() => 1)).toMatchObject({ low: 1, high: 1 });
  expect(performance.now() - start).toBeLessThan(500);
});
