import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hiddenField, writeHidden } from './hidden.ts';

test.each([
  ['8x128', Array(8).fill(128)],
  ['2×64', [64, 64]],
  [100, [100]],
  [
    ['2x512', 128],
    [512, 512, 128],
  ],
  [[1], [1]],
])('%j is %j', (written, widths) => {
  expect(hiddenField.parse(written)).toEqual(widths);
});

test.each([
  '8x',
  'x8',
  '0x8',
  '8x0',
  '08x8',
  '8 x 8',
  '8x128x5',
  '1001x1',
  '2x100001',
  0,
  -3,
  1.5,
  100_001,
  [],
  [[8]],
  null,
  true,
  {},
  ['999x1', '2x1'],
  '10000x100000',
])('%j is none', (written) => {
  expect(hiddenField.safeParse(written).success).toBe(false);
});

test.each([
  [[128, 128, 128], '3x128'],
  [[128], 128],
  [
    [512, 512, 64, 512],
    ['2x512', 64, 512],
  ],
])('%j is written %j', (widths, written) => {
  expect(writeHidden(widths)).toEqual(written);
});

test('widths read back as written', () => {
  const widths = fc.array(fc.oneof(fc.constant(128), fc.integer({ min: 1, max: 100_000 })), {
    minLength: 1,
    maxLength: 50,
  });
  fc.assert(
    fc.property(widths, (layers) => {
      expect(hiddenField.parse(writeHidden(layers))).toEqual(layers);
    }),
  );
});
