/** Both step programs, that of the CPU and the one for devices without a Loop, take the same steps: each is the other's oracle. */
import { expect, it } from 'vitest';
import type { TrainerSpec } from '../src/engines/trainer.ts';
import { evaluate } from '../src/measure/evaluate.ts';
import { openOn } from './engines-present.ts';
import { inOrder, type TinyStacks, tinyImages, tinyPrepared, tinySpec } from './tiny.ts';

const momentum = { momentum: 0.9, weight_decay: 0.0005 };
const normalized: TinyStacks = { batch_norm: true, dropout: [0.1, 0.3, 0], dropout_on: 'all' };

const TWINS: Readonly<Record<string, TrainerSpec>> = {
  'a classifier': tinySpec({ optimizer: momentum }),
  'a linear network': tinySpec({ hidden: [] }),
  'an autoencoder': tinySpec({ encoder: [9, 5, 3], objective: 'mean_squared_error' }),
  'a convolutional network': tinySpec({ convolution: {} }),
  'one with batch normalisation and dropout': tinySpec({ convolution: normalized, optimizer: momentum }),
  'one whose masks end within a byte': tinySpec({ convolution: normalized, batchSize: 3 }),
  'one whose batches are sent': tinySpec({ convolution: {}, images: 'host' }),
  'one whose batches are given': tinySpec({ convolution: {}, givenBatches: true, images: 'host' }),
  'one without rules': tinySpec({ convolution: normalized, rules: 'none' }),
};

/** More steps than a row of losses holds, in calls of many and of few. */
const CALLS = [70, 1, 9];

it.each(Object.entries(TWINS))('%s: the same bits of every loss, error and tensor', async (_, spec) => {
  const [loop, single] = [
    await openOn({ engine: 'onnx' }, spec),
    await openOn({ engine: 'onnx, one step a call' }, spec),
  ];
  const { batchSize, dataset, givenBatches } = spec;
  const pixels = tinyImages(dataset.train);
  let first = 0;
  for (const steps of CALLS) {
    const order = inOrder(spec, first + steps).slice(first * batchSize);
    const rates = Float64Array.from({ length: steps }, (_, k) => 0.05 / (1 + 0.02 * (first + k)));
    const images = Float32Array.from({ length: order.length * 12 }, (_, i) =>
      Math.fround(pixels[(i + first) % pixels.length]!),
    );
    const prepared = { ...tinyPrepared(spec, steps, first), ...(givenBatches && { images }) };
    const expected = await loop.train(order, rates, prepared);
    expect(await single.train(order, rates, prepared)).toEqual(expected);
    expect(await evaluate({ ...spec, trainer: single }, 'test')).toEqual(
      await evaluate({ ...spec, trainer: loop }, 'test'),
    );
    first += steps;
  }
  expect(await single.read()).toEqual(await loop.read());
  await Promise.all([loop.close(), single.close()]);
});
