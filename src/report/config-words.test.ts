/** What the checklist says of a config, word by word: nothing that decides a result is left out, and nothing comes from a table. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { expand } from '../config/expand.ts';
import { loadExperiment } from '../config/load.ts';
import type { DataRead } from '../store/data-read.ts';
import { dataReadFrom } from '../store/data-read.ts';
import * as dataWords from './data-words.ts';
import * as evaluationWords from './evaluation-words.ts';
import * as networkWords from './network-words.ts';
import * as trainingWords from './training-words.ts';

const words = { ...dataWords, ...evaluationWords, ...networkWords, ...trainingWords };

const BASE = `name: e
dataset: { name: mnist }
network: { hidden: 2x16, activation: elu }
optimizer: { learning_rate: 0.1 }
train: { batch_size: 64, iterations: 20 }
`;

const file = join(temporaryFolder(afterAll), 'e.yaml');
writeFileSync(file, BASE);

/** The first run of a file with these overrides. */
function experiment(...overrides: readonly string[]) {
  return expand(loadExperiment(file, overrides))[0]!.experiment;
}

const mnist: DataRead = { train: 60_000, test: 10_000, sampleShape: [784], imageSize: [28, 28], classes: 10 };
const few: DataRead = {
  train: 10_000,
  test: 2000,
  sampleShape: [3, 32, 32],
  imageSize: [32, 32],
  classes: 100,
};

describe('training', () => {
  it.each([
    ['as it is', [], mnist, '20 iterations, batches of 64'],
    [
      'phases of iterations',
      [
        'train.phases=[{ iterations: 30, learning_rate: 0.01, dropout_scale: 1.5 }, { iterations: 10, dropout: 0 }]',
        'network.dropout=0.1',
      ],
      undefined,
      '60 iterations in three phases (20 iterations; 30 iterations with learning rate 0.01, dropout times 1.5; 10 iterations with dropout 0), batches of 64',
    ],
    [
      'phases of epochs',
      ['train={ batch_size: 64, epochs: 2, phases: [{ epochs: 1 }] }'],
      undefined,
      '3 epochs in two phases (2 epochs; 1 epoch), batches of 64',
    ],
    // 60,000 / 64 are 937 steps.
    [
      'phases of both',
      ['train.phases=[{ epochs: 2 }]'],
      mnist,
      '1,894 iterations in two phases (20 iterations; 2 epochs), batches of 64',
    ],
    [
      'phases of both, of data that nobody noted',
      ['train.phases=[{ epochs: 2 }]'],
      undefined,
      'in two phases (20 iterations; 2 epochs), batches of 64',
    ],
  ])('%s', (_, overrides, read, expected) => {
    expect(words.trainingText(experiment(...overrides), read)).toBe(expected);
  });
});

describe('optimizer', () => {
  it.each([
    [[], 'sgd, learning rate 0.1, momentum 0, weight decay 0'],
    [
      ['optimizer.weight_decay=0.001'],
      'sgd, learning rate 0.1, momentum 0, weight decay 0.001 on weights, not on biases',
    ],
    [
      ['optimizer.weight_decay=0.001', 'optimizer.decay_biases=true'],
      'sgd, learning rate 0.1, momentum 0, weight decay 0.001 on weights and biases',
    ],
    [
      ['optimizer.weight_decay=0.001', 'optimizer.decay_biases=true', 'network.batch_norm=true'],
      'sgd, learning rate 0.1, momentum 0, weight decay 0.001 on weights and biases, and on scale and shift of batch normalisation',
    ],
  ])('%j', (overrides, expected) => {
    expect(words.optimizerText(experiment(...overrides))).toBe(expected);
  });
});

describe('data', () => {
  const cifar = experiment(
    'dataset.name=cifar100',
    'dataset.dir=x',
    'network={ stacks: ["1x8x3", "1x100x1"], activation: elu }',
  );
  it.each([
    [
      experiment(),
      mnist,
      'mnist: 60,000 training and 10,000 test images of 28 × 28, 10 classes, the whole data set in its official split, none held out for validation',
    ],
    [
      cifar,
      few,
      'cifar100: 10,000 training and 2,000 test images of 32 × 32, 3 channels, 100 classes, where the data set has 50,000 and 10,000, none held out for validation',
    ],
    [cifar, undefined, 'cifar100; how many images were read is not recorded'],
    [
      experiment('dataset.name=idx', 'dataset.dir=x'),
      { ...few, sampleShape: [6], imageSize: [2, 3], classes: 3 } as DataRead,
      'idx: 10,000 training and 2,000 test images of 2 × 3, 3 classes, none held out for validation',
    ],
  ])('is what was read', (of, read, expected) => {
    expect(words.dataText(of, read)).toBe(expected);
  });

  it.each([
    ['dataset.preprocess={ gcn: false }', 'pixel values divided by 255'],
    [
      'dataset.preprocess={ gcn: true }',
      'on pixel values from 0 to 255; contrast normalisation, each image to mean 0 and norm 55',
    ],
    [
      'dataset.preprocess={ gcn: { scale: 1, sqrt_bias: 10, use_std: true }, zca: true }',
      'on pixel values from 0 to 255; contrast normalisation, each image to mean 0 and standard deviation 1 (10 added under the root); ZCA whitening fitted to the training images (filter bias 0.1)',
    ],
    [
      'dataset.preprocess={ zca: { filter_bias: 0.5 } }',
      'on pixel values from 0 to 255; ZCA whitening fitted to the training images (filter bias 0.5)',
    ],
    [
      'dataset.preprocess={ mean: pixel }',
      'pixel values divided by 255, less the mean of each pixel over the training images',
    ],
  ])('with %s', (override, expected) => {
    expect(words.preprocessingText(experiment(override))).toBe(expected);
  });

  it('in their order', () => {
    expect(words.orderText(experiment(), mnist)).toBe(
      'new random order in every epoch, 32 images that fill no batch left out of it',
    );
    expect(words.orderText(experiment('train.batch_size=100'), mnist)).toBe(
      'new random order in every epoch',
    );
    expect(words.orderText(experiment(), undefined)).toBe(
      'new random order in every epoch, in whole batches',
    );
    expect(words.orderText(experiment('dataset.shuffle=false'), mnist)).toBe(
      'as in the file, wrapping round at its end',
    );
  });

  it('augmented', () => {
    expect(words.augmentationText(experiment())).toBe('none');
    expect(words.augmentationText(experiment('dataset.augment={ pad: 1, flip: false }'))).toBe(
      '1 pixel of zeros around each training image, and a random crop of its size, anew for every batch',
    );
    expect(words.augmentationText(experiment('dataset.augment={ pad: 0, flip: true }'))).toBe(
      'half of the images mirrored at random, anew for every batch',
    );
    const cropped = experiment('dataset.crop=20', 'dataset.augment={ pad: 0, flip: true }');
    expect(words.augmentationText(cropped)).toBe(
      'a random crop of 20 × 20 of each training image, half of the images mirrored at random, anew for every batch',
    );
    expect(words.dataText(cropped, mnist)).toContain(
      'images of 28 × 28, of each a square of 20 × 20, at random in training and in the centre in evaluation, 10 classes',
    );
    expect(words.dataText(experiment('dataset.crop=20'), mnist)).toContain(
      'of each a square of 20 × 20, in the centre, 10 classes',
    );
    expect(
      words.augmentationText(experiment('dataset.crop=20', 'dataset.augment={ pad: 2, flip: false }')),
    ).toBe(
      '2 pixels of zeros around each training image, and a random crop of 20 × 20, anew for every batch',
    );
  });

  it('evaluated and probed', () => {
    expect(
      words.evaluationText(experiment('evaluate.every=5', 'evaluate.train_samples=500'), undefined),
    ).toBe(
      'on all test images, every 5 iterations, without dropout and augmentation on the first 500 training images too',
    );
    expect(words.evaluationText(experiment('evaluate.train_samples=60000'), mnist)).toBe(
      'on all 10,000 test images, every iteration, without dropout and augmentation on all training images too',
    );
    expect(words.evaluationText(experiment('evaluate.test_samples=500'), mnist)).toBe(
      'on 500 of the 10,000 test images, chosen at random and the same for all runs, every iteration',
    );
    expect(words.evaluationText(experiment('evaluate.test_samples=10000'), mnist)).toBe(
      'on all 10,000 test images, every iteration',
    );
    expect(words.evaluationText(experiment('evaluate.top=5'), mnist)).toBe(
      'on all 10,000 test images, every iteration, with top-5 error',
    );
    expect(words.probeText(experiment('probe.samples=50'), { ...mnist, byClass: true })).toBe(
      'mean of each hidden unit over 50 training images chosen at random',
    );
    expect(words.probeText(experiment('probe.samples=0'), mnist)).toBe('not measured');
    expect(words.probeText(experiment('probe={ samples: all, medians: true }'), mnist)).toBe(
      'mean and median of each hidden unit over all training images',
    );
  });
});

it('writes networks with all that they have', () => {
  const network = (text: string) => words.networkText(experiment(`network=${text}`));
  expect(network('{ hidden: 2x16, activation: elu, dropout: 0.1, width: 0.5 }')).toBe(
    'hidden layers of 16-16 units; widths times 0.5; dropout 0.1',
  );
  expect(
    network(
      '{ stacks: ["2x8x3", "1x10x1"], activation: elu, pool: average, padding: 1, dropout: [0, 0.5], dropout_on: all, batch_norm: true }',
    ),
  ).toBe(
    '[2x8x3] [1x10x1]; padding 1; pooling by 2 × 2, average; batch normalisation; dropout 0, 0.5 after every layer of each stack',
  );
  expect(network('{ stacks: ["1x8x3", "1xclassesxFC"], activation: elu, spp: [1, 2] }')).toBe(
    '[1x8x3] [1xclassesxFC]; padding same; pooling by 2 × 2, max; spatial pyramid pooling with levels 1, 2',
  );
  expect(words.activationText(experiment('network.activation={ name: lrelu, slope: 0.3 }'))).toBe(
    'lrelu (slope 0.3)',
  );
});

it('tells a setting of the network that has no words of its own by its name and value', () => {
  const { network, ...rest } = experiment();
  const more = { ...network, output_scale: 0.5, layer_norm: true };
  expect(words.networkText({ ...rest, network: more })).toBe(
    'hidden layers of 16-16 units; output scale 0.5; layer norm',
  );
});

it('says of what learns a scale where it starts', () => {
  expect(words.startText(experiment())).toBe('he, biases 0');
  expect(words.startText(experiment('network.batch_norm=true'))).toBe(
    'he, biases 0, batch normalisation with scale 1 and shift 0',
  );
});

it('believes of environment.json only what is whole', () => {
  expect(dataReadFrom(JSON.parse(JSON.stringify(few)))).toEqual(few);
  for (const damaged of [
    undefined,
    null,
    'x',
    { ...few, train: '10000' },
    { ...few, imageSize: [32] },
    { ...few, classes: -1 },
    { train: 1 },
  ])
    expect(dataReadFrom(damaged)).toBeUndefined();
});

describe('says so where a run was made with another', () => {
  const told = (of: ReturnType<typeof experiment>) =>
    Object.values(words)
      .map((text) => text(of, mnist))
      .join('\n');
  const stacks = 'network={ stacks: ["1x8x3", "1x10x1"], activation: elu, dropout: 0.1 }';
  const decaying = 'optimizer.weight_decay=0.001';
  const phase = (more: string) => `train.phases=[{ iterations: 30${more} }]`;
  const gcn = (more: string) => `dataset.preprocess={ gcn: { scale: 55${more} } }`;
  it.each([
    [[], 'dataset.shuffle=false'],
    [[], 'dataset.augment=true'],
    [['dataset.augment=true'], 'dataset.augment={ pad: 3 }'],
    [['dataset.augment=true'], 'dataset.augment={ flip: false }'],
    [[], gcn('')],
    [[gcn('')], 'dataset.preprocess={ gcn: { scale: 54 } }'],
    [[gcn('')], gcn(', sqrt_bias: 1')],
    [[gcn('')], gcn(', use_std: true')],
    [[], 'dataset.crop=20'],
    [['dataset.crop=20'], 'dataset.crop=21'],
    [['dataset.crop=20'], 'dataset.augment={ pad: 0, flip: false }'],
    [[], 'dataset.preprocess={ mean: pixel }'],
    [[], 'dataset.preprocess={ zca: true }'],
    [['dataset.preprocess={ zca: true }'], 'dataset.preprocess={ zca: { filter_bias: 0.2 } }'],
    [[], 'network.hidden=3x16'],
    [[], 'network={ encoder: [16, 8], activation: elu }'],
    [[], stacks],
    [[stacks], 'network.padding=valid'],
    [[stacks], 'network.pool=average'],
    [[stacks], 'network.dropout_on=all'],
    [[stacks], 'network.dropout=0.2'],
    [[stacks], 'network.width=0.5'],
    [[stacks, 'network.stacks=["1x8x3", "1x10xFC"]'], 'network.spp=[1, 2]'],
    [[stacks], 'network.batch_norm=true'],
    [[], 'network.activation=relu'],
    [[], 'network.activation={ name: elu, alpha: 0.5 }'],
    [[], 'network.init=glorot'],
    [[], 'optimizer.learning_rate=0.2'],
    [[], 'optimizer.momentum=0.9'],
    [[], decaying],
    [[decaying], 'optimizer.decay_biases=true'],
    [[], 'train.batch_size=65'],
    [[], 'train.iterations=21'],
    [[], phase('')],
    [[phase('')], phase(', learning_rate: 0.2')],
    [['network.dropout=0.2', phase('')], phase(', dropout: 0.1')],
    [['network.dropout=0.2', phase('')], phase(', dropout_scale: 1.5')],
    [[stacks, phase('')], phase(', dropout_on: all')],
    [[], 'evaluate.every=7'],
    [[], 'evaluate.train_samples=100'],
    [[], 'evaluate.test_samples=100'],
    [[], 'evaluate.top=5'],
    [['evaluate.top=5'], 'evaluate.top=3'],
    [[], 'probe.samples=10'],
    [[], 'probe.medians=true'],
  ])('%j, then %s', (before, change) => {
    expect(told(experiment(...before, change))).not.toBe(told(experiment(...before)));
  });
});
