/** @file What a run's config says was done, in words. Whatever decides a result has a word here, or the report would keep it to itself. */
import type { Experiment, PhaseConfig, TrainConfig } from '../config/experiment.ts';
import { writeInterval } from '../config/interval.ts';
import { totalIterations } from '../config/phases.ts';
import { writeStacks } from '../config/stacks-field.ts';
import { stepsPerEpoch } from '../data/batches/order.ts';
import { DATASETS } from '../data/datasets.ts';
import { askings } from '../measure/measures.ts';
import { size } from '../shape.ts';
import type { DataRead } from '../store/data-read.ts';
import { counted, grouped } from '../text/counted.ts';

const listed = (parts: readonly (string | false | undefined)[], separator = ', '): string =>
  parts.filter((part) => part !== false && part !== undefined && part !== '').join(separator);

export const networkText = ({ network }: Experiment): string => {
  const { hidden, encoder, stacks, width, batch_norm, padding, pool } = network;
  return listed(
    [
      hidden && `hidden layers of ${hidden.join('-')} units`,
      encoder && `autoencoder ${encoder.join('-')}`,
      stacks &&
        writeStacks(stacks)
          .map((stack) => `[${stack}]`)
          .join(' '),
      padding !== undefined && `padding ${padding}`,
      pool && `pooling by 2 × 2, ${pool}`,
      width !== undefined && `widths times ${width}`,
      batch_norm && 'batch normalisation',
      dropoutText(network),
    ],
    '; ',
  );
};

export const activationText = ({ network: { activation } }: Experiment): string => {
  const { name, ...parameters } = activation;
  const more = Object.entries(parameters).map(([key, value]) => `${key} ${value}`);
  return `${name}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
};

const dropoutText = ({ dropout, dropout_on: on, stacks }: Experiment['network']): string | undefined =>
  dropout &&
  `dropout ${dropout.join(', ')}${stacks ? ` after ${on === 'all' ? 'every layer' : 'the last layer'} of each stack` : ''}`;

const lengthText = ({ epochs, iterations }: Pick<TrainConfig, 'epochs' | 'iterations'>): string =>
  epochs === undefined ? counted(iterations!, 'iteration', grouped) : counted(epochs, 'epoch', grouped);

const PARTS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'] as const;

/** `60 iterations in three phases: 20 iterations; 30 iterations with learning rate 0.01; …; batches of 64`. */
export const trainingText = ({ train }: Experiment, read: DataRead | undefined): string => {
  const { phases, batch_size } = train;
  const batches = `batches of ${batch_size}`;
  if (!phases) return `${lengthText(train)}, ${batches}`;
  const count = PARTS[phases.length] ?? String(phases.length + 1);
  const total = wholeLength(train, read);
  const parts = [lengthText(train), ...phases.map(phaseText)].join('; ');
  return `${total === undefined ? '' : `${total} `}in ${count} phases (${parts}), ${batches}`;
};

/** Of all phases; undefined where some count epochs, others iterations, and nobody wrote down how long an epoch is. */
const wholeLength = (train: TrainConfig, read: DataRead | undefined): string | undefined => {
  const all = [train, ...(train.phases ?? [])];
  if (all.every(({ epochs }) => epochs !== undefined))
    return counted(
      all.reduce((sum, { epochs }) => sum + epochs!, 0),
      'epoch',
      grouped,
    );
  if (all.every(({ iterations }) => iterations !== undefined))
    return counted(totalIterations(train, 1), 'iteration', grouped);
  if (read === undefined || train.batch_size > read.train) return undefined;
  return counted(totalIterations(train, stepsPerEpoch(read.train, train.batch_size)), 'iteration', grouped);
};

const phaseText = (phase: PhaseConfig): string => {
  const { learning_rate, dropout, dropout_on, dropout_scale } = phase;
  const changes = listed([
    learning_rate !== undefined && `learning rate ${learning_rate}`,
    dropout && `dropout ${dropout.join('-')}`,
    dropout_on && `dropout after ${dropout_on === 'all' ? 'every layer' : 'the last layer'} of each stack`,
    dropout_scale !== undefined && `dropout times ${dropout_scale}`,
  ]);
  return `${lengthText(phase)}${changes === '' ? '' : ` with ${changes}`}`;
};

export const optimizerText = ({ optimizer, network }: Experiment): string => {
  const { name, learning_rate, decay_biases, ...parameters } = optimizer;
  const onto = decay_biases
    ? ` on weights and biases${network.batch_norm ? ', and on scale and shift of batch normalisation' : ''}`
    : ' on weights, not on biases';
  return listed([
    name,
    `learning rate ${learning_rate}`,
    ...Object.entries(parameters).map(([key, value]) =>
      value === true
        ? key
        : `${key.replaceAll('_', ' ')} ${value}${key === 'weight_decay' && value !== 0 ? onto : ''}`,
    ),
  ]);
};

export const startText = ({ network }: Experiment): string =>
  listed([network.init, 'biases 0', network.batch_norm && 'batch normalisation with scale 1 and shift 0']);

/** What was read, where that is written down; the data set's name alone where it is not. */
export const dataText = ({ dataset }: Experiment, read: DataRead | undefined): string => {
  const { samples } = DATASETS[dataset.name];
  if (read === undefined) return `${dataset.name}; how many images were read is not recorded`;
  const isWhole = samples !== null && read.train === samples.train && read.test === samples.test;
  const [height, width] = read.imageSize;
  const channels = size(read.sampleShape) / (height * width);
  return listed([
    `${dataset.name}: ${grouped(read.train)} training and ${grouped(read.test)} test images of ${height} × ${width}${channels > 1 ? `, ${channels} channels` : ''}`,
    `${read.classes} classes`,
    isWhole && 'the whole data set in its official split',
    samples !== null &&
      !isWhole &&
      `where the data set has ${grouped(samples.train)} and ${grouped(samples.test)}`,
    'none held out for validation',
  ]);
};

/** In the order in which it was done. */
export const preprocessingText = ({ dataset: { preprocess } }: Experiment): string => {
  if (!preprocess) return 'pixel values divided by 255';
  const { gcn, zca } = preprocess;
  return listed(
    [
      'on pixel values from 0 to 255',
      gcn &&
        `contrast normalisation, each image to mean 0 and ${gcn.use_std ? 'standard deviation' : 'norm'} ${gcn.scale}${gcn.sqrt_bias > 0 ? ` (${gcn.sqrt_bias} added under the root)` : ''}`,
      zca && `ZCA whitening fitted to the training images (filter bias ${zca.filter_bias})`,
    ],
    '; ',
  );
};

export const augmentationText = ({ dataset: { augment } }: Experiment): string => {
  if (!augment) return 'none';
  const { pad, flip } = augment;
  const parts = listed([
    pad > 0 &&
      `${counted(pad, 'pixel', grouped)} of zeros around each training image, and a random crop of its size`,
    flip && 'half of the images mirrored at random',
  ]);
  return parts === '' ? 'none' : `${parts}, anew for every batch`;
};

export const orderText = ({ dataset, train }: Experiment, read: DataRead | undefined): string => {
  if (!dataset.shuffle) return 'as in the file, wrapping round at its end';
  if (read === undefined) return 'new random order in every epoch, in whole batches';
  const left = read.train % train.batch_size;
  return `new random order in every epoch${left > 0 ? `, ${counted(left, 'image', grouped)} that fill no batch left out of it` : ''}`;
};

export const evaluationText = ({ evaluate }: Experiment, read: DataRead | undefined): string => {
  const { every, train_samples } = evaluate;
  const trained = train_samples ? firstImages(train_samples, read) : undefined;
  const more = askings.flatMap(({ name, asked }) => {
    const value = evaluate[name];
    return value ? asked.words.replace('<k>', String(value)) : [];
  });
  return listed([
    `on all ${read === undefined ? '' : `${grouped(read.test)} `}test images`,
    `every ${every.count === 1 ? every.unit.slice(0, -1) : writeInterval(every)}`,
    trained !== undefined && `without dropout and augmentation on ${trained} too`,
    more.length > 0 && `with ${more.join(' and ')}`,
  ]);
};

/** Over which images the activations of hidden units were averaged. */
export const probeText = ({ probe: { samples, medians } }: Experiment, read: DataRead | undefined): string =>
  samples === 0
    ? 'not measured'
    : `mean${medians ? ' and median' : ''} of each hidden unit over ${firstImages(samples, read)}`;

const firstImages = (count: number | 'all', read: DataRead | undefined): string =>
  count === 'all' || (read !== undefined && count >= read.train)
    ? 'all training images'
    : `the first ${counted(count, 'training image', grouped)}`;
