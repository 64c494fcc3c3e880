/** @file Counts in words. */
import { expect, it } from 'vitest';
import { counted, grouped } from './counted.ts';

it('has an s for all but one', () => {
  expect([0, 1, 2].map((count) => counted(count, 'run'))).toEqual(['0 runs', '1 run', '2 runs']);
});

it.each([
  [999, '999'],
  [1000, '1,000'],
  [1_234_567, '1,234,567'],
])('groups the digits of %d as %s', (count, text) => {
  expect(grouped(count)).toBe(text);
  expect(counted(count, 'image', grouped)).toBe(`${text} images`);
});
