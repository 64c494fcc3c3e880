import { describe, expect, it } from 'vitest';
import { evaluate } from '../graph/evaluate.ts';
import { input } from '../graph/expr.ts';
import { tensor } from '../graph/reference.ts';
import { buildNetwork } from './forms.ts';
import { initialParameters } from './init.ts';
import { INITIALIZERS, type InitName } from './initializers.ts';
import { forward, parameterSpecs } from './network.ts';

const small = buildNetwork({
  hidden: [3, 2],
  activation: { name: 'relu' },
  init: 'he',
  sampleShape: [2],
  outputs: 1,
});

describe('a fully connected network', () => {
  it('names its parameters by layer, in the order of the forward pass and in the shapes of PyTorch', () => {
    expect(parameterSpecs(small).map(({ name, shape }) => `${name} [${shape}]`)).toEqual([
      'dense1.weight [3,2]',
      'dense1.bias [3]',
      'dense2.weight [2,3]',
      'dense2.bias [2]',
      'dense3.weight [1,2]',
      'dense3.bias [1]',
    ]);
  });

  it('computes x Wᵀ + b, the activation, and so on', () => {
    // x = [1, 2]; layer 1: [1·1+1, 2·1−3, −9] = [2, −1, −9] → ReLU [2, 0, 0]; layer 2: [2·2, −2] → [4, 0]; output 4·3 + 0.5
    const feeds = {
      x: tensor([1, 2], [1, 2]),
      'dense1.weight': tensor([3, 2], [1, 0, 0, 1, 0, 0]),
      'dense1.bias': tensor([3], [1, -3, -9]),
      'dense2.weight': tensor([2, 3], [2, 0, 0, -1, 0, 0]),
      'dense2.bias': tensor([2], [0, 0]),
      'dense3.weight': tensor([1, 2], [3, 7]),
      'dense3.bias': tensor([1], [0.5]),
    };
    const pass = forward(small, input('x', [1, 2]));
    const [output, hidden] = evaluate([pass.output, pass.activations.get('activation1')!], feeds);
    expect([...output!.data]).toEqual([12.5]);
    expect([...hidden!.data]).toEqual([2, 0, 0]);
    expect([...pass.activations.keys()]).toEqual(['activation1', 'activation2']);
  });

  it('flattens samples that have more than one axis', () => {
    const network = buildNetwork({
      hidden: [],
      activation: { name: 'elu' },
      init: 'he',
      sampleShape: [3, 2, 2],
      outputs: 5,
    });
    expect(network.layers.map((layer) => layer.kind)).toEqual(['flatten', 'dense']);
    expect([...forward(network, input('x', [4, 3, 2, 2])).output.shape]).toEqual([4, 5]);
  });
});

it('an autoencoder mirrors its encoder, with a linear code and no activation at the output', () => {
  const network = buildNetwork({
    encoder: [5, 4, 2],
    activation: { name: 'elu' },
    init: 'he',
    sampleShape: [6],
    outputs: 6,
  });
  const text = network.layers.map((layer) =>
    layer.kind === 'dense' ? `${layer.name}:${layer.units}` : layer.name,
  );
  expect(text).toEqual([
    'dense1:5',
    'activation1',
    'dense2:4',
    'activation2',
    'dense3:2',
    'dense4:4',
    'activation4',
    'dense5:5',
    'activation5',
    'dense6:6',
  ]);
});

describe('initial parameters', () => {
  const wide = (activation: 'elu' | 'relu', init: InitName) =>
    buildNetwork({
      hidden: [300, 200],
      activation: { name: activation },
      init,
      sampleShape: [400],
      outputs: 10,
    });

  it.each([
    ['he', Math.sqrt(2 / 400)],
    ['glorot', Math.sqrt(2 / 700)],
  ] as const)('of %s have mean 0 and the deviation of the formula, and zero biases', (init, deviation) => {
    const { data } = initialParameters(wide('elu', init), { seed: 3, run: 0 }).get('dense1.weight')!;
    const mean = data.reduce((a, b) => a + b, 0) / data.length;
    const measured = Math.sqrt(data.reduce((a, b) => a + (b - mean) ** 2, 0) / data.length);
    // 120,000 draws: the mean is off by less than 4σ/√n, the deviation by less than 4σ/√(2n)
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(data.length));
    expect(Math.abs(measured / deviation - 1)).toBeLessThan(4 / Math.sqrt(2 * data.length));
    expect(INITIALIZERS[init].deviation(parameterSpecs(wide('elu', init))[0]!)).toBeCloseTo(deviation, 12);
    expect(
      initialParameters(wide('elu', init), { seed: 3, run: 0 })
        .get('dense1.bias')!
        .data.every((v) => v === 0),
    ).toBe(true);
  });

  it('are the same for every activation, others for another run or seed', () => {
    const first = (activation: 'elu' | 'relu', seed: number, run: number) =>
      initialParameters(wide(activation, 'he'), { seed, run }).get('dense2.weight')!.data;
    expect(first('elu', 1, 2)).toEqual(first('relu', 1, 2));
    expect(first('elu', 1, 2)).not.toEqual(first('elu', 1, 3));
    expect(first('elu', 1, 2)).not.toEqual(first('elu', 2, 2));
  });
});
