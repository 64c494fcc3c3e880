/** @file The paper's stacks as layers: names, shapes, parameters, and what does not fit. */
import { describe, expect, it } from 'vitest';
import { input, size } from '../graph/expr.ts';
import { buildNetwork } from './forms.ts';
import { initialParameters } from './init.ts';
import type { LayerSpec } from './layers.ts';
import { layerRow } from './layers.ts';
import { forward, isLearned, type Network, parameterSpecs } from './network.ts';
import { type Stack, scaledUnits } from './stacks.ts';

/** `1x192x1 1x240x3` as the layers of one stack. */
const stack = (text: string): Stack =>
  text.split(' ').flatMap((group) => {
    const [layers, units, field] = group.split('x');
    return Array.from({ length: Number(layers) }, () => ({
      units: Number(units),
      field: field === 'FC' ? ('FC' as const) : Number(field),
    }));
  });

// PAPER.md E3 and E4
const E3 = [
  '1x192x5',
  '1x192x1 1x240x3',
  '1x240x1 1x260x2',
  '1x260x1 1x280x2',
  '1x280x1 1x300x2',
  '1x300x1',
  '1x100x1',
].map(stack);
const E4 = [
  '1x384x3',
  '1x384x1 1x384x2 2x640x2',
  '1x640x1 3x768x2',
  '1x768x1 2x896x2',
  '1x896x3 2x1024x2',
  '1x1024x1 1x1152x2',
  '1x1152x1',
  '1x100x1',
].map(stack);

type Form = Partial<Parameters<typeof buildNetwork>[0]>;
const build = (stacks: readonly Stack[], form: Form = {}): Network =>
  buildNetwork({
    stacks,
    activation: { name: 'elu' },
    init: 'he',
    sampleShape: [3, 32, 32],
    outputs: Number(stacks.at(-1)!.at(-1)!.units),
    ...form,
  });

/** `conv1 192x32x32`: what comes out of each layer. */
function shapes(network: Network): string[] {
  let sample = network.sampleShape;
  return network.layers.map((layer) => {
    sample = layerRow(layer).outputShape(layer, sample);
    return `${layer.name} ${sample.join('x')}`;
  });
}
const weights = (network: Network): number =>
  parameterSpecs(network)
    .filter(isLearned)
    .reduce((sum, { shape }) => sum + size(shape), 0);

describe('the 11 layers for CIFAR-100', () => {
  const dropout = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0];

  it('halve the map five times, with dropout after the pooling', () => {
    const names = shapes(build(E3, { dropout })).filter((name) => !name.startsWith('activation'));
    expect(names).toEqual([
      'conv1 192x32x32',
      'pool1 192x16x16',
      'conv2 192x16x16',
      'conv3 240x16x16',
      'pool2 240x8x8',
      'dropout3 240x8x8',
      'conv4 240x8x8',
      'conv5 260x8x8',
      'pool3 260x4x4',
      'dropout5 260x4x4',
      'conv6 260x4x4',
      'conv7 280x4x4',
      'pool4 280x2x2',
      'dropout7 280x2x2',
      'conv8 280x2x2',
      'conv9 300x2x2',
      'pool5 300x1x1',
      'dropout9 300x1x1',
      'conv10 300x1x1',
      'dropout10 300x1x1',
      'conv11 100x1x1',
      'flatten 100',
    ]);
  });

  it('have the parameters that PyTorch counts', () => {
    // sum(p.numel()) of the same Conv2d layers (5×5, 1×1, 3×3, 1×1, 2×2, … on 3, 192, 192, 240, … channels), with bias
    expect(weights(build(E3))).toBe(1_669_028);
    // and with bias=False before each BatchNorm2d
    expect(weights(build(E3, { batch_norm: true }))).toBe(1_671_572);
  });

  it('start from the same weights with batch normalisation as without', () => {
    const start = (batch_norm: boolean) =>
      initialParameters(build(E3, { batch_norm, width: 0.05 }), { seed: 1, run: 2 });
    const [plain, normal] = [start(false), start(true)];
    expect(normal.get('conv3.weight')).toEqual(plain.get('conv3.weight'));
    expect(normal.get('batch_norm3.weight')!.data.every((v) => v === 1)).toBe(true);
    expect(normal.get('batch_norm3.running_var')!.data.every((v) => v === 1)).toBe(true);
    expect(normal.get('batch_norm3.running_mean')!.data.every((v) => v === 0)).toBe(true);
    // He: the deviation is √(2 / inputs of a unit), here 10 channels of 3 × 3.
    const { data, shape } = plain.get('conv3.weight')!;
    expect(shape).toEqual([12, 10, 3, 3]);
    const deviation = Math.sqrt(data.reduce((sum, w) => sum + w * w, 0) / data.length);
    expect(Math.abs(deviation / Math.sqrt(2 / 90) - 1)).toBeLessThan(4 / Math.sqrt(2 * data.length));
  });
});

describe('the deep network', () => {
  it('has 19 convolutions and ends at 1 × 1', () => {
    const network = build(E4, { dropout: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0] });
    expect(network.layers.filter(({ kind }) => kind === 'conv')).toHaveLength(19);
    expect(shapes(network).slice(-3)).toEqual(['activation18 1152x1x1', 'conv19 100x1x1', 'flatten 100']);
    expect(weights(network)).toBe(39_330_404);
    expect([...forward(network, input('x', [2, 3, 32, 32])).output.shape]).toEqual([2, 100]);
  });

  it('drops in every layer of a stack if asked, the output never', () => {
    const names = build(E4, { dropout: [0, 0.1], dropout_on: 'all' })
      .layers.filter(({ kind }) => kind === 'dropout')
      .map(({ name }) => name);
    expect(names).toEqual(Array.from({ length: 17 }, (_, i) => `dropout${i + 2}`));
  });
});

describe('padding', () => {
  const conv = (padding: Form['padding'], field: number): string =>
    shapes(build([stack(`1x2x${field} 1x4x1`)], { padding: padding! }))[0]!;

  it.each([
    ['same', 4, 'conv1 2x32x32'],
    ['same', 5, 'conv1 2x32x32'],
    ['valid', 5, 'conv1 2x28x28'],
    [1, 4, 'conv1 2x31x31'],
  ] as const)('%s with a field of %d', (padding, field, expected) => {
    expect(conv(padding, field)).toBe(expected);
  });

  it('same has one more at the end for an even field', () => {
    const [layer] = build([stack('1x2x4 1x4x1')]).layers as [Extract<LayerSpec, { kind: 'conv' }>];
    expect(layer.pads).toEqual([1, 1, 2, 2]);
  });
});

it('scores are averaged over a map that is left, and odd maps are pooled by what fits', () => {
  expect(
    shapes(build([stack('1x2x3'), stack('1x4x1')], { sampleShape: [1, 7, 5], pool: 'average' })),
  ).toEqual(['conv1 2x7x5', 'activation1 2x7x5', 'pool1 2x3x2', 'conv2 4x3x2', 'global_pool 4']);
});

it('fully connected stacks follow the convolutional ones', () => {
  const network = build([stack('1x2x3'), stack('2x6xFC'), stack('1x10xFC')], {
    width: 0.5,
    dropout: [0, 0.5],
  });
  expect(shapes(network).slice(3)).toEqual([
    'flatten 256',
    'dense2 3',
    'activation2 3',
    'dense3 3',
    'activation3 3',
    'dropout3 3',
    'dense4 10',
  ]);
});

it('width scales all but the output, to one unit at least', () => {
  expect([scaledUnits(192, 0.1), scaledUnits(3, 0.01), scaledUnits(5, 0.5)]).toEqual([19, 1, 3]);
});

it('says which layer does not fit', () => {
  expect(() =>
    build([stack('1x2x3'), stack('1x2x3 1x4x2')], { padding: 'valid', sampleShape: [1, 9, 9] }),
  ).toThrow('network.stacks: layer 3 (1x4x2, stack 2) finds a map of 1 × 1');
  expect(() => build([stack('1x2xFC'), stack('1x2x3')])).toThrow(
    'layer 2 (1x2x3, stack 2) is convolutional, but a fully connected layer comes before it',
  );
  expect(() => build([stack('1x2x3')], { outputs: 10 })).toThrow('has 2 units; expected 10');
});
