import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeInterval } from './interval.ts';
import { everyField } from './interval-fields.ts';
import { evaluationInterval, nextEvaluation } from './length.ts';
import { totalIterations } from './phases.ts';

test.each([
  [5, { count: 5 }],
  ['100 iterations', { count: 100, unit: 'iterations' }],
  ['1 iteration', { count: 1, unit: 'iterations' }],
  ['2 epochs', { count: 2, unit: 'epochs' }],
  ['5k iterations', { count: 5000, unit: 'iterations' }],
])('%j is %j', (written, interval) => {
  expect(everyField.parse(written)).toEqual(interval);
});

test.each([
  0,
  -1,
  1.5,
  '5',
  'epoch',
  '0 epochs',
  '1.5 epochs',
  '10 minutes',
  '2 days',
  '2 epochs ',
  1e10,
  null,
])('%j is none', (written) => {
  expect(everyField.safeParse(written).success).toBe(false);
});

test('a number counts in the unit of the training length', () => {
  expect(evaluationInterval({ count: 5 }, { epochs: 9 })).toEqual({
    count: 5,
    unit: 'epochs',
  });
  expect(evaluationInterval({ count: 5 }, { iterations: 9 })).toEqual({
    count: 5,
    unit: 'iterations',
  });
  expect(evaluationInterval({ count: 5, unit: 'epochs' }, { iterations: 9 })).toEqual({
    count: 5,
    unit: 'epochs',
  });
});

test('by default every epoch, or every hundredth of the iterations', () => {
  expect(evaluationInterval(undefined, { epochs: 9 })).toEqual({ count: 1, unit: 'epochs' });
  expect(evaluationInterval(undefined, { iterations: 165_000 })).toEqual({
    count: 1650,
    unit: 'iterations',
  });
  expect(evaluationInterval(undefined, { iterations: 7 })).toEqual({
    count: 1,
    unit: 'iterations',
  });
});

test('MNIST with batches of 64 has 937 steps an epoch', () => {
  expect(totalIterations({ batch_size: 64, epochs: 300 }, 937)).toBe(281_100);
  expect(totalIterations({ batch_size: 64, iterations: 5 }, 937)).toBe(5);
});

test('evaluations come at each multiple of the interval and at the end', () => {
  const experiment = {
    train: { batch_size: 1, iterations: 10 },
    evaluate: { every: { count: 4, unit: 'iterations' } },
  } as const;
  expect([0, 1, 3, 4, 7, 8, 9].map((iteration) => nextEvaluation(experiment, 3, iteration))).toEqual([
    4, 4, 4, 8, 8, 10, 10,
  ]);
  const byEpoch = { ...experiment, evaluate: { every: { count: 2, unit: 'epochs' } } } as const;
  expect([0, 6].map((iteration) => nextEvaluation(byEpoch, 3, iteration))).toEqual([6, 10]);
});

test('intervals read back as written', () => {
  const interval = fc.record({
    count: fc.integer({ min: 1, max: 1e9 }),
    unit: fc.constantFrom('epochs' as const, 'iterations' as const),
  });
  fc.assert(
    fc.property(interval, (every) => {
      expect(everyField.parse(writeInterval(every))).toEqual(every);
    }),
  );
});
