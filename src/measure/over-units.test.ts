/** @file Mean and median over units against hand calculation. */
import { expect, it } from 'vitest';
import { mean, median } from './over-units.ts';

it('counts every unit once', () => {
  // Sorted: -1, 0, 2, 3, 6; sum 10.
  const units = Float64Array.of(3, -1, 0, 6, 2);
  expect([mean(units), median(units)]).toEqual([2, 2]);
});
it('takes the mean of the two middle units of an even number', () => {
  expect(median(Float64Array.of(4, 1, 2, 100))).toBe(3);
});
it('does not hide a unit that is no number', () => {
  const units = Float64Array.of(1, Number.NaN, 3);
  expect([mean(units), median(units)]).toEqual([Number.NaN, Number.NaN]);
});
