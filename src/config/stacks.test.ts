/** @file Convolutional networks and phases in experiment files: how they are read and written back, and what is refused. */
import { describe, expect, it } from 'vitest';
import { load, SMALL } from '../../test/small-config.ts';
import { published } from '../cli/run/published.ts';
import { cropped } from '../data/cut/view.ts';
import { publishedSamples } from '../data/datasets.ts';
import { weightSettings } from '../network/followers.ts';
import { networkOf, networkSample } from './build.ts';
import { expand } from './expand.ts';
import type { RunPlan } from './experiment.ts';
import { segments, totalIterations } from './phases.ts';
import { fileOf } from './resolve.ts';
import { resolvedYaml } from './resolved.ts';

const STACKS = '["1x192x5", "1x192x1, 1x240x3", "1×240x1,1x260x2", "2x30x1, 1x10x1"]';
const BASE = `name: c
dataset: { name: cifar10 }
network: { stacks: ${STACKS}, activation: elu }
optimizer: { learning_rate: "0.01 to 5, 0.001" }
train: { batch_size: 100, iterations: 10 }
`;
const PHASES =
  'train.phases=[{iterations: 5, dropout_on: all, dropout: [0, 0.5]}, {epochs: 1, dropout_scale: 0.5, learning_rate: "1 to 3, 2"}]';

describe('stacks', () => {
  it('are read layer by layer, and written back in the shortest way', () => {
    const { network } = load(BASE);
    expect(network.stacks![3]).toEqual([
      { units: 30, field: 1 },
      { units: 30, field: 1 },
      { units: 10, field: 1 },
    ]);
    expect(network).toMatchObject({ padding: 'same', pool: 'max', dropout_on: 'last' });
    const written = fileOf(load(BASE)).network;
    expect(written).toMatchObject({
      stacks: ['1x192x5', '1x192x1, 1x240x3', '1x240x1, 1x260x2', '2x30x1, 1x10x1'],
    });
  });

  it('of any kind are what their config.yaml says', () => {
    const variants = 'variants={activation: [elu, relu], batch_norm: [false, true]}';
    const changes = ['network.dropout=[0, 0.1]', 'network.padding=2', 'network.width=0.5', PHASES, variants];
    const text = BASE.replace(', activation: elu', '');
    const plans = expand(
      load(text, 'dataset.augment=true', 'dataset.preprocess={gcn: true, zca: {}}', ...changes),
    );
    expect(plans.map(({ variantName }) => variantName)).toEqual([
      'activation=elu,batch_norm=false',
      'activation=elu,batch_norm=true',
      'activation=relu,batch_norm=false',
      'activation=relu,batch_norm=true',
    ]);
    for (const plan of plans) expect(expand(load(resolvedYaml(plan)))).toEqual([plan]);
    expect(plans[1]!.experiment).toMatchObject({
      dataset: { augment: { pad: 4, flip: true }, preprocess: { zca: { filter_bias: 0.1 } } },
      network: { batch_norm: true },
    });
  });

  it('turned off and not mentioned are the same experiment', () => {
    const off = [
      ...['network.batch_norm=false', 'network.dropout=0', 'network.width=1', 'dataset.augment=false'],
      ...['dataset.workers=auto', 'dataset.preprocess={ gcn: false, zca: false, mean: false }'],
      ...['evaluate.train_samples=0', 'evaluate.test_samples=all', 'evaluate.top=0'],
    ];
    expect(load(BASE, ...off, 'optimizer.decay_biases=false')).toEqual(load(BASE));
  });

  it('may have as many outputs as there are classes, whichever data set it is', () => {
    const experiment = load(BASE, 'network.stacks=["1x5x3", "2x8xFC", "1×classesxFC"]', 'network.spp=[1, 2]');
    expect(fileOf(experiment).network).toMatchObject({
      stacks: ['1x5x3', '2x8xFC', '1xclassesxFC'],
      spp: [1, 2],
    });
    expect(
      networkOf(experiment, { sampleShape: [3, 8, 8], imageSize: [8, 8], classes: 7 }).layers.at(-1),
    ).toEqual({
      kind: 'dense',
      name: 'dense4',
      units: 7,
    });
  });

  it('with a pyramid start from other weights, with dropout from the same', () => {
    const weights = (...changes: string[]) =>
      weightSettings(load(BASE, 'network.stacks=["1x5x3", "1x8xFC", "1x10xFC"]', ...changes).network);
    expect(weights('network.spp=[1, 2]')).not.toEqual(weights());
    expect(weights('network.dropout=0.5')).toEqual(weights());
  });

  it('take images, also of a data set whose samples are joined', () => {
    const mnist = load(BASE, 'dataset.name=mnist');
    const data = { sampleShape: [784], imageSize: [28, 28], classes: 10 } as const;
    expect(networkOf(mnist, data).sampleShape).toEqual([1, 28, 28]);
  });

  it('are not held to the size and the classes that ImageNet is published in, as others may be prepared', () => {
    const of = [
      'dataset={name: imagenet, size: 64, crop: 56}',
      'evaluate.top=300',
      'network.stacks=["1x4x3", "1x200x1"]',
    ];
    const tiny = load(BASE, ...of);
    expect(
      networkOf(tiny, { sampleShape: [3, 64, 64], imageSize: [64, 64], classes: 200 }).sampleShape,
    ).toEqual([3, 56, 56]);
    expect(publishedSamples(tiny.dataset)).toMatchObject({
      sampleShape: [3, 64, 64],
      imageSize: [64, 64],
      classes: 1000,
    });
    expect(published({ experiment: tiny } as RunPlan)).toBeUndefined();
    const whole = load(BASE, 'dataset={name: imagenet, crop: 224}', 'network.stacks=["1x4x3", "1x1000x1"]');
    expect(published({ experiment: whole } as RunPlan)!.network.sampleShape).toEqual([3, 224, 224]);
  });

  it('take crops of images, once', () => {
    const mnist = load(BASE, 'dataset.name=mnist', 'dataset.crop=20');
    const data = { sampleShape: [784], imageSize: [28, 28], classes: 10 } as const;
    expect(networkOf(mnist, data).sampleShape).toEqual([1, 20, 20]);
    expect(networkOf(mnist, cropped(mnist.dataset, data)).sampleShape).toEqual([1, 20, 20]);
    expect(networkSample(load(SMALL, 'dataset.crop=20'), data)).toEqual([400]);
    expect(() => networkOf(mnist, { ...data, sampleShape: [36], imageSize: [6, 6] })).toThrow(
      'dataset.crop: found 20, but the images are 6 × 6; expected at most 6.',
    );
  });
});

describe('phases', () => {
  it('follow the main part, each with its dropout and its learning rate', () => {
    const experiment = load(BASE, 'network.dropout=[0.2]', PHASES);
    const parts = segments(experiment, 7);
    expect(parts.map(({ first, end, dropout, dropout_on }) => ({ first, end, dropout, dropout_on }))).toEqual(
      [
        { first: 0, end: 10, dropout: [0.2], dropout_on: 'last' },
        { first: 10, end: 15, dropout: [0, 0.5], dropout_on: 'all' },
        { first: 15, end: 22, dropout: [0.1], dropout_on: 'last' },
      ],
    );
    expect([4, 9, 10, 14].map((i) => parts[i < 10 ? 0 : 1]!.rateAt(i))).toEqual([0.01, 0.001, 0.001, 0.001]);
    expect([15, 17, 18, 21].map((i) => parts[2]!.rateAt(i))).toEqual([1, 1, 2, 2]);
    expect(totalIterations(experiment.train, 7)).toBe(22);
  });
});

it.each([
  ['network.stacks=["192x5"]', 'found "192x5"; expected a list of stacks'],
  ['network.stacks=[]', 'expected a list of stacks'],
  ['network.dropout=1.5', 'found 1.5; expected a number at least 0 and below 1'],
  ['network.dropout=[0, 0.5, 1]', 'expected a number at least 0 and below 1'],
  ['network.dropout=[0, 0, 0, 0, 0.5]', 'has 5 rates for 4; expected at most one each'],
  [
    'network.padding=valid',
    'layer 3 (1x240x3, stack 2) finds a map of',
    'network.stacks=["1x5x31", "1x192x1, 1x240x3", "1x10x1"]',
  ],
  [
    'network.stacks=["1x5x3", "1x11x1"]',
    'the last layer, which is the output, has 11 units; expected 10, one a class',
  ],
  ['network.stacks=["1xclassesx3", "1x10x1"]', 'found classes as the units of a hidden layer'],
  ['network.stacks=["1x5x3", "2xclassesx1"]', 'found classes as the units of a hidden layer'],
  ['network.stacks=["1x5x3", "1xclasses"]', 'expected a list of stacks'],
  ['network.spp=[]', 'found an empty list; expected a list of one to ten levels'],
  ['network.spp=[0]', 'expected a whole number from 1 to 64'],
  ['network.spp=[1, 2]', 'comes before the first fully connected layer; expected one in network.stacks'],
  ['network.spp=[1, 2]', 'is of convolutional stacks', 'network.hidden=2x5'],
  [
    'network.spp=[1, 2, 4]',
    'argument "network.spp=[1, 2, 4]": level 4 leaves windows empty on a map of 5 × 5',
    'network.stacks=["1x5x23", "1x8xFC", "1x10xFC"]',
    'network.padding=valid',
  ],
  ['train.phases=[{dropout: 0.1}]', 'expected a phase with either iterations or epochs'],
  [
    'train.phases=[{iterations: 5, dropout: 0.5, dropout_scale: 2}]',
    'makes a rate of 1; expected rates below 1',
  ],
  [
    'train.phases=[{iterations: 5, learning_rate: "1 to 5, 2 to 3"}]',
    'ends at 3; expected an iteration after 5',
  ],
  ['optimizer.learning_rate="0.01 to 35k, 0.005 to 8k"', 'ends at 8000; expected an iteration after 35000'],
  [
    'network.padding=same',
    'is of convolutional stacks; expected network.stacks beside it',
    'network.hidden=2x5',
  ],
  ['dataset.augment={pad: -1}', 'found -1; expected a whole number from 0 to 1000'],
  ['dataset.crop=33', 'dataset.crop=33": found 33, but the images are 32 × 32; expected at most 32'],
  ['dataset.size=64', 'found 64, but the images are 32 × 32; expected 32'],
  ['dataset.size=0', 'found 0; expected a whole number from 1 to 10000'],
  ['dataset={name: idx, dir: x, size: 8, crop: 16}', 'found 16, but the images are 8 × 8'],
  ['dataset.preprocess={mean: pixels}', 'found "pixels"; expected pixel or false'],
  [
    'dataset.preprocess={mean: pixel, gcn: true}',
    'does not go together with gcn, after which every image has the mean 0; expected one of them',
  ],
  [
    'dataset.preprocess={mean: pixel, zca: true}',
    'does not go together with zca, which subtracts a mean itself; expected one of them',
  ],
  ['dataset.workers=0', 'found 0; expected a whole number from 1 to 256'],
  ['evaluate.test_samples=0', 'found 0; expected a whole number from 1 to 1000000'],
])('%s is refused', (change, message, ...others) => {
  expect(() => load(BASE, change, ...others)).toThrow(message);
});
