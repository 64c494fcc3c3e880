/** @file The paper's network for ImageNet: its shapes, and its parameters and operations counted by hand. */
import { expect, it } from 'vitest';
import { size } from '../graph/expr.ts';
import { activationNumbers, forwardFlops, parameterCount, stepFlops } from './flops.ts';
import { buildNetwork } from './forms.ts';
import { layerRow } from './layers.ts';
import { parameterSpecs } from './network.ts';
import type { Stack } from './stacks.ts';

const stack = (count: number, units: number, field: number | 'FC'): Stack =>
  Array.from({ length: count }, () => ({ units, field }));
const network = buildNetwork({
  stacks: [
    stack(1, 96, 6),
    stack(3, 512, 3),
    stack(5, 768, 3),
    stack(3, 1024, 3),
    stack(2, 4096, 'FC'),
    stack(1, 1000, 'FC'),
  ],
  spp: [1, 2, 4],
  dropout: [0, 0, 0, 0, 0.5, 0],
  dropout_on: 'all',
  activation: { name: 'elu' },
  init: 'he',
  sampleShape: [3, 224, 224],
  outputs: 1000,
});

/** [side of the map, side of the field, channels in, channels out] of each convolution. */
const CONVOLUTIONS = [
  [224, 6, 3, 96],
  [112, 3, 96, 512],
  ...Array.from({ length: 2 }, () => [112, 3, 512, 512]),
  [56, 3, 512, 768],
  ...Array.from({ length: 4 }, () => [56, 3, 768, 768]),
  [28, 3, 768, 1024],
  ...Array.from({ length: 2 }, () => [28, 3, 1024, 1024]),
] as [number, number, number, number][];
// 1 + 4 + 16 bins of 1024 channels
const DENSE = [
  [21 * 1024, 4096],
  [4096, 4096],
  [4096, 1000],
] as [number, number][];
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

it('has 55.9 million parameters in convolutions and 109 million in fully connected layers', () => {
  const conv = sum(CONVOLUTIONS.map(([, k, c, m]) => m * (c * k * k + 1)));
  const dense = sum(DENSE.map(([c, m]) => m * (c + 1)));
  expect([Math.round(conv / 1e5), Math.round(dense / 1e5)]).toEqual([559, 1090]);
  expect(parameterCount(network)).toBe(conv + dense);
  expect(parameterCount(network)).toBe(164_867_528);
  const inConvolutions = parameterSpecs(network).filter(({ name }) => name.startsWith('conv'));
  expect(sum(inConvolutions.map(({ shape }) => size(shape)))).toBe(conv);
});

it('takes 326.8 GFLOP an image forward, and 62.7 TFLOP a step of 64', () => {
  const conv = CONVOLUTIONS.map(([n, k, c, m]) => 2 * n * n * k * k * c * m);
  const forward = sum(conv) + sum(DENSE.map(([c, m]) => 2 * c * m));
  expect(forwardFlops(network, 1)).toBe(forward);
  expect(Math.round(forward / 1e8)).toBe(3268);
  // Three times, but for the first layer, whose input has no gradient.
  expect(stepFlops(network, 64)).toBe(64 * (3 * forward - conv[0]!));
  expect(Math.round(stepFlops(network, 64) / 1e11)).toBe(627);
  expect(activationNumbers(network)).toBeGreaterThan(38e6);
});

it('drops in both penultimate layers and in no other, and ends its maps at 14 × 14', () => {
  const drops = network.layers.filter(({ kind }) => kind === 'dropout').map(({ name }) => name);
  expect(drops).toEqual(['dropout13', 'dropout14']);
  let sample = network.sampleShape;
  const shapes = new Map<string, readonly number[]>();
  for (const layer of network.layers) {
    sample = layerRow(layer).outputShape(layer, sample);
    shapes.set(layer.name, sample);
  }
  expect([shapes.get('pool4'), shapes.get('spp'), shapes.get('dense15')]).toEqual([
    [1024, 14, 14],
    [21_504],
    [1000],
  ]);
});
