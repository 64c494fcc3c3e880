import { expect, it } from 'vitest';
import { activationNumbers, parameterCount, stateNumbers, stepFlops } from './flops.ts';
import { buildNetwork } from './forms.ts';

const form = { activation: { name: 'elu' }, init: 'he' } as const;

it('of a dense network are those of its products, without an input gradient for the first layer', () => {
  const network = buildNetwork({ ...form, hidden: [5], sampleShape: [4], outputs: 3 });
  // Batch 2: forward 2·2·(4·5 + 5·3); weight gradients the same; input gradient of the second layer 2·2·15.
  expect(stepFlops(network, 2)).toBe(2 * 2 * 35 + 2 * 2 * 35 + 2 * 2 * 15);
  expect(parameterCount(network)).toBe(25 + 18);
  expect(stateNumbers(network, true)).toBe(2 * 43);
  // products and sums of 5 and 3, the activation
  expect(activationNumbers(network)).toBe(5 + 5 + 5 + 3 + 3);
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
