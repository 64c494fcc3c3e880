/** @file Mean and median over units against hand calculation. */
import { expect, it } from 'vitest';
import { summarise } from './over-units.ts';

const layer = (...mean: number[]) => ({ layer: 'activation', mean: Float64Array.from(mean) });

it('counts every unit of every layer once', () => {
  // Sorted: -1, 0, 2, 3, 6; sum 10.
  expect(summarise([layer(3, -1), layer(0, 6, 2)])).toEqual({ meanActivation: 2, medianUnitActivation: 2 });
});
it('takes the mean of the two middle units of an even number', () => {
  expect(summarise([layer(4, 1), layer(2, 100)]).medianUnitActivation).toBe(3);
});
it('says nothing of a network without hidden units', () => {
  expect(summarise([])).toEqual({});
});
it('does not hide a unit that is no number', () => {
  expect(summarise([layer(1, Number.NaN, 3)])).toEqual({
    meanActivation: Number.NaN,
    medianUnitActivation: Number.NaN,
  });
});
