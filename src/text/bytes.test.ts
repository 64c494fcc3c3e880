/** @file Sizes in words, where the unit changes; worked out by hand. */
import { expect, it } from 'vitest';
import { byteSize, gigabytes } from './bytes.ts';

it.each([
  [0, '0 MB', '0.0 GB'],
  [45_600_001, '45.6 MB', '0.0 GB'],
  [700e6, '700 MB', '0.7 GB'],
  [999_999_999, '1000 MB', '1.0 GB'],
  [1_234_000_000, '1.23 GB', '1.2 GB'],
])('%d bytes', (bytes, size, whole) => {
  expect(byteSize(bytes)).toBe(size);
  expect(gigabytes(bytes)).toBe(whole);
});
