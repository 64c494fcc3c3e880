/** @file Batch order: each epoch a permutation, any range the slice of the whole, runs and epochs different. */
import { assert, constantFrom, integer, property, record, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { type BatchOrder, batchSamples, stepsPerEpoch } from './order.ts';

const ORDER: BatchOrder = { count: 100, batchSize: 10, shuffle: true, seed: 1, run: 0 };
const sorted = (samples: Int32Array) => [...samples].sort((a, b) => a - b);

test('shuffle: false takes the file in order and wraps round, over the incomplete batch too', () => {
  const order = { ...ORDER, count: 7, batchSize: 3, shuffle: false };
  expect([...batchSamples(order, 0, 3)]).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 1]);
  expect([...batchSamples(order, 3, 1)]).toEqual([2, 3, 4]);
});

test('an epoch takes every sample once; the next takes them in another order', () => {
  const first = batchSamples(ORDER, 0, 10);
  const second = batchSamples(ORDER, 10, 10);
  expect(sorted(first)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(sorted(second)).toEqual(sorted(first));
  expect(second).not.toEqual(first);
});

test('the incomplete last batch of an epoch is left out', () => {
  const order = { ...ORDER, count: 25 };
  expect(stepsPerEpoch(25, 10)).toBe(2);
  const [first, second] = [batchSamples(order, 0, 2), batchSamples(order, 2, 2)];
  expect(new Set(first).size).toBe(20);
  expect(new Set(second).size).toBe(20);
  expect(sorted(second)).not.toEqual(sorted(first));
});

test('runs and seeds have orders of their own', () => {
  const orders = [ORDER, { ...ORDER, run: 1 }, { ...ORDER, seed: 2 }].map((order) =>
    batchSamples(order, 0, 10),
  );
  expect(new Set(orders.map(String)).size).toBe(3);
});

test('the order is the same for ever: seed 1, run 0, epoch 0 of 8 samples', () => {
  // From Philox and Fisher-Yates written once more in Python's integers: words at counters (0, 0, 0, 1) and (1, 0, 0, 1)
  // under key (1, 0); for i = 7 … 1, swap places i and word mod (i + 1).
  expect([...batchSamples({ ...ORDER, count: 8, batchSize: 8 }, 0, 1)]).toEqual([3, 2, 6, 5, 4, 0, 7, 1]);
});

test('every one of the 24 orders of 4 samples is equally likely', () => {
  const counts = new Map<string, number>();
  for (let epoch = 0; epoch < 24_000; epoch++) {
    const found = String(batchSamples({ ...ORDER, count: 4, batchSize: 4 }, epoch, 1));
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  // χ² of 23 degrees of freedom: mean 23, standard deviation √46.
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(23 + 4 * Math.sqrt(46));
});

test('any range equals the same slice of the whole, whatever was asked for before', () => {
  const sizes = tuple(integer({ min: 1, max: 50 }), integer({ min: 1, max: 50 }));
  const orders = record({
    sizes,
    shuffle: constantFrom(true, false),
    seed: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    run: integer({ min: 0, max: 100 }),
    first: integer({ min: 0, max: 60 }),
    steps: integer({ min: 0, max: 60 }),
  });
  assert(
    property(orders, ({ sizes: [a, b], shuffle, seed, run, first, steps }) => {
      const batchSize = Math.min(a, b);
      const order = { count: Math.max(a, b), batchSize, shuffle, seed, run };
      const whole = batchSamples(order, 0, first + steps);
      expect(batchSamples(order, first, steps)).toEqual(whole.slice(first * batchSize));
    }),
  );
});

test('a batch larger than the split is refused', () => {
  expect(() => batchSamples({ ...ORDER, batchSize: 101 }, 0, 1)).toThrow(
    'train.batch_size is 101; expected at most 100, the number of training samples.',
  );
});
