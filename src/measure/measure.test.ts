/** @file What an evaluation asks for, on a network of one weight that can be calculated by hand. */
import { expect, it } from 'vitest';
import { referencePasses } from '../../test/reference-passes.ts';
import type { Split } from '../data/dataset.ts';
import { residentSplit } from '../data/resident-split.ts';
import { buildNetwork } from '../network/forms.ts';
import type { Network } from '../network/network.ts';
import { measure, type Wanted } from './measure.ts';

/** One input, a hidden ReLU of it and of its negative, and two classes: outputs w · relu(x) and 0. */
const network: Network = buildNetwork({
  hidden: [2],
  activation: { name: 'relu' },
  init: 'he',
  sampleShape: [1],
  outputs: 2,
});
const split = (...xs: number[]): Split =>
  residentSplit({ values: Float32Array.from(xs) }, new Uint16Array(xs.length));
const dataset = { train: split(1, 2, -3, 6, 4, -2, 8), test: split(1, -1, 2) };

async function measured({
  w = 1,
  evaluate = {},
  probe = {},
}: { w?: number } & { [K in keyof Wanted]?: Partial<Wanted[K]> } = {}) {
  const passes = referencePasses(
    network,
    new Map([
      ['dense1.weight', { shape: [2, 1], data: Float32Array.of(1, -1) }],
      ['dense1.bias', { shape: [2], data: Float32Array.of(0, 0) }],
      ['dense2.weight', { shape: [2, 2], data: Float32Array.of(w, 0, 0, 0) }],
      ['dense2.bias', { shape: [2], data: Float32Array.of(0, 0) }],
    ]),
    2,
  );
  const subject = { trainer: passes, network, objective: 'cross_entropy' as const, dataset };
  const result = await measure(subject, { evaluate, probe: { samples: 0, medians: false, ...probe } });
  return { ...result, kinds: passes.kinds };
}

it('measures loss and error on the test set by one pass', async () => {
  // −log softmax: log(1 + e⁻ˣ) where x > 0; of −1 the outputs are equal, which is log 2 and counts as right.
  const loss = (Math.log1p(Math.exp(-1)) + Math.log(2) + Math.log1p(Math.exp(-2))) / 3;
  const { figures, units, kinds } = await measured();
  expect(figures.test_loss).toBeCloseTo(loss, 6);
  expect(figures).toEqual({ test_loss: figures.test_loss, test_error: 0 });
  expect(units).toEqual([]);
  expect(kinds).toHaveLength(1);
  // With the sign turned both positive samples are wrong.
  expect((await measured({ w: -1 })).figures.test_error).toBeCloseTo(2 / 3, 12);
});

it('measures them on as many training samples as are asked for, and are there', async () => {
  const { figures } = await measured({ w: -1, evaluate: { train_samples: 3 } });
  expect(figures.train_set_error).toBeCloseTo(2 / 3, 12);
  expect(figures.train_set_loss).toBeCloseTo(
    (Math.log1p(Math.E) + Math.log1p(Math.E ** 2) + Math.log(2)) / 3,
    6,
  );
  for (const train_samples of ['all', 99] as const)
    expect((await measured({ w: -1, evaluate: { train_samples } })).figures.train_set_error).toBeCloseTo(
      5 / 7,
      12,
    );
});

it('has means of units over the probe samples, and medians where they are asked for', async () => {
  // Of the first five: 1 2 0 6 4, and 0 0 3 0 0.
  const { figures, units } = await measured({ probe: { samples: 5 } });
  expect(units.map(({ layer, unit, mean }) => [layer, unit, mean])).toEqual([
    ['activation1', 0, expect.closeTo(13 / 5, 6)],
    ['activation1', 1, expect.closeTo(3 / 5, 6)],
  ]);
  expect(units.every((unit) => !('median' in unit))).toBe(true);
  expect(figures.mean_activation).toBeCloseTo(8 / 5, 6);
  const all = await measured({ probe: { samples: 'all', medians: true } });
  // 1 2 0 6 4 0 8, and 0 0 3 0 0 2 0.
  expect(all.units.map(({ median }) => median)).toEqual([2, 0]);
  expect(all.units.map(({ mean }) => mean)).toEqual([3, 5 / 7]);
});

it('adds a column for what is asked for, on the training samples too', async () => {
  const asked = await measured({ w: -1, evaluate: { top: 2, train_samples: 3 } });
  // Of two classes both are among the two highest.
  expect(asked.figures).toMatchObject({ test_top2_error: 0, train_set_top2_error: 0 });
  expect(asked.kinds).toHaveLength(2);
  expect(Object.keys((await measured({ evaluate: { top: 2 } })).figures)).toEqual([
    'test_loss',
    'test_error',
    'test_top2_error',
  ]);
});

it('takes outputs that are no numbers for neither right nor wrong', async () => {
  const { figures } = await measured({ w: Number.POSITIVE_INFINITY, evaluate: { train_samples: 2, top: 2 } });
  const { test_loss, test_error, test_top2_error, train_set_error } = figures;
  expect([test_loss, test_error, test_top2_error, train_set_error]).toEqual([NaN, NaN, NaN, NaN]);
});
