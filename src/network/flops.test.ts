import { expect, it } from 'vitest';
import { activationNumbers, parameterCount, stateNumbers, stepFlops, updateFlops } from './flops.ts';
import { buildNetwork } from './forms.ts';
import type { OptimizerSpec } from './optimizers.ts';

const form = { activation: { name: 'elu' }, init: 'he' } as const;

it('of a dense network are those of its products, without an input gradient for the first layer', () => {
  const network = buildNetwork({ ...form, hidden: [5], sampleShape: [4], outputs: 3 });
  // Batch 2: forward 2·2·(4·5 + 5·3); weight gradients the same; input gradient of the second layer 2·2·15.
  expect(stepFlops(network, 2)).toBe(2 * 2 * 35 + 2 * 2 * 35 + 2 * 2 * 15);
  expect(parameterCount(network)).toBe(25 + 18);
  expect(stateNumbers(network, { name: 'sgd' })).toBe(43);
  expect(stateNumbers(network, { name: 'sgd', momentum: 0.9 })).toBe(2 * 43);
  // Two moments a parameter, and the number of steps.
  expect(stateNumbers(network, { name: 'adam' })).toBe(3 * 43 + 1);
  // products and sums of 5 and 3, the activation
  expect(activationNumbers(network)).toBe(5 + 5 + 5 + 3 + 3);
});

it('of an update are so many a parameter, and for Adam some more a step', () => {
  const network = buildNetwork({ ...form, hidden: [5], sampleShape: [4], outputs: 3 });
  const of = (optimizer: OptimizerSpec) => updateFlops(network, optimizer);
  // By hand. 43 parameters, 35 of them weights: w − g; w − w·(ηλ) − g with ηλ once for each of two tensors; μv + g and w − ηv.
  expect(of({ name: 'sgd' })).toBe(43);
  expect(of({ name: 'sgd', weight_decay: 0.1 })).toBe(43 + 2 * 35 + 2);
  expect(of({ name: 'sgd', momentum: 0.9 })).toBe(4 * 43);
  expect(of({ name: 'sgd', momentum: 0.9, weight_decay: 0.1, decay_biases: true })).toBe(6 * 43);
  // m: 3, v: 4, the step: root, + ε, division, factor, difference. Once: t + 1, two corrections of 5, √c₂, η√c₂, their ratio, ε√c₂.
  expect(of({ name: 'adam' })).toBe(12 * 43 + 15);
});

it("of the paper's eleven layers are 92 billion a step of 100 images", () => {
  const stacks = [
    [[192, 5]],
    [
      [192, 1],
      [240, 3],
    ],
    [
      [240, 1],
      [260, 2],
    ],
    [
      [260, 1],
      [280, 2],
    ],
    [
      [280, 1],
      [300, 2],
    ],
    [[300, 1]],
    [[100, 1]],
  ].map((stack) => stack.map(([units, field]) => ({ units: units!, field: field! })));
  const network = buildNetwork({ ...form, stacks, sampleShape: [3, 32, 32], outputs: 100 });
  // By hand: 2 · 100 · (places · taps · channels in · channels out) a layer, three times, twice for the first.
  const layers = [
    [1024, 25, 3, 192],
    [256, 1, 192, 192],
    [256, 9, 192, 240],
    [64, 1, 240, 240],
    [64, 4, 240, 260],
    [16, 1, 260, 260],
    [16, 4, 260, 280],
    [4, 1, 280, 280],
    [4, 4, 280, 300],
    [1, 1, 300, 300],
    [1, 1, 300, 100],
  ].map((factors) => 200 * factors.reduce((product, n) => product * n, 1));
  const sum = layers.reduce((all, n) => all + n, 0);
  const found = stepFlops(network, 100);
  expect(found).toBe(3 * sum - layers[0]!);
  expect(Math.round(found / 1e9)).toBe(92);
});
