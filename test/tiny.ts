/** @file A made-up data set and networks of a few units: what tests train when any network will do. */
import type { Dataset, Split } from '../src/data/dataset.ts';
import { residentSplit } from '../src/data/resident-split.ts';
import type { Prepared, TrainerSpec } from '../src/engines/trainer.ts';
import { size } from '../src/graph/expr.ts';
import type { ActivationSpec } from '../src/network/activations.ts';
import { drawMask, maskBytes } from '../src/network/dropout.ts';
import { buildNetwork } from '../src/network/forms.ts';
import { initialParameters } from '../src/network/init.ts';
import { LOSSES, type LossName } from '../src/network/losses.ts';
import { maskSpecs } from '../src/network/masks.ts';
import type { OptimizerSpec } from '../src/network/optimizers.ts';

const INPUTS = 12;
const CLASSES = 4;

/** Images whose brightest quarter is their class, with some noise. */
function split(count: number, offset: number): Split {
  const images = new Float32Array(count * INPUTS);
  const labels = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = (i * 7 + offset) % CLASSES;
    for (let j = 0; j < INPUTS; j++) {
      const noise = ((i * INPUTS + j + offset) * 0.6180339887498949) % 1;
      images[i * INPUTS + j] = 0.6 * noise + (Math.floor((j * CLASSES) / INPUTS) === labels[i] ? 0.4 : 0);
    }
  }
  return residentSplit({ values: images }, labels);
}

/** The numbers of a split's images, which are numbers in memory. */
export const tinyImages = ({ resident }: Split): Float32Array => resident!.values as Float32Array;

export const tinyDataset: Dataset = {
  sampleShape: [INPUTS],
  imageSize: [3, 4],
  classes: CLASSES,
  train: split(96, 0),
  test: split(23, 1),
  checksums: {},
};

/** A convolutional network for the same images as one channel of 3 × 4. */
export interface TinyStacks
  extends Pick<
    Parameters<typeof buildNetwork>[0],
    'stacks' | 'padding' | 'pool' | 'dropout' | 'dropout_on' | 'spp' | 'batch_norm'
  > {}

const STACKS: NonNullable<TinyStacks['stacks']> = [
  [
    { units: 5, field: 1 },
    { units: 6, field: 3 },
  ],
  [{ units: 7, field: 2 }],
  [{ units: CLASSES, field: 1 }],
];

/** One whose map of 3 × 4 is pooled in a pyramid, with windows of several sizes, some of which reach beyond the map. */
export const TINY_PYRAMID: TinyStacks = {
  stacks: [[{ units: 5, field: 1 }], [{ units: 6, field: 'FC' }], [{ units: 'classes', field: 'FC' }]],
  padding: 2,
  spp: [1, 2, 3],
};

interface Tiny {
  /** Instead of hidden layers; its stacks are some with fields of 1, 2 and 3, if it does not say. */
  readonly convolution?: TinyStacks;
  readonly givenBatches?: boolean;
  readonly images?: TrainerSpec['images'];
  readonly hidden?: readonly number[];
  /** An autoencoder's, instead of hidden layers. */
  readonly encoder?: readonly number[];
  readonly activation?: ActivationSpec;
  readonly objective?: LossName;
  readonly optimizer?: Partial<OptimizerSpec>;
  readonly batchSize?: number;
  readonly rules?: TrainerSpec['rules'];
}

/** All that a Trainer wants to know. */
export function tinySpec({
  hidden = [8, 6],
  encoder,
  convolution,
  activation = { name: 'elu' },
  objective = 'cross_entropy',
  ...rest
}: Tiny = {}): TrainerSpec {
  const outputs = LOSSES[objective].target === 'label' ? CLASSES : INPUTS;
  const form = convolution ? { stacks: STACKS, ...convolution } : encoder ? { encoder } : { hidden };
  const sampleShape = convolution ? [1, ...tinyDataset.imageSize] : [INPUTS];
  return {
    network: buildNetwork({ ...form, activation, init: 'he', sampleShape, outputs }),
    objective,
    optimizer: { name: 'sgd', ...rest.optimizer },
    batchSize: rest.batchSize ?? 8,
    ...(rest.givenBatches && { givenBatches: true }),
    dataset: { ...tinyDataset, sampleShape },
    ...(rest.images && { images: rest.images }),
    threads: 1,
    rules: rest.rules ?? 'all',
  };
}

export const tinyStart = (spec: TrainerSpec) => initialParameters(spec.network, { seed: 7, run: 0 });

/** Masks of `steps` steps from `first` on, if the network takes any. */
export function tinyPrepared({ network, batchSize }: TrainerSpec, steps: number, first = 0): Prepared {
  const masks = maskSpecs(network).map(({ name, shape, ...mask }) => {
    const length = maskBytes(batchSize * size(shape));
    const all = new Uint8Array(steps * length);
    for (let k = 0; k < steps; k++)
      drawMask(all.subarray(k * length, (k + 1) * length), mask, { seed: 7, run: 0, step: first + k });
    return [name, all] as const;
  });
  return { masks: new Map(masks) };
}

/** Samples of `steps` steps in file order, wrapping round. */
export const inOrder = (spec: TrainerSpec, steps: number): Int32Array =>
  Int32Array.from({ length: steps * spec.batchSize }, (_, i) => i % spec.dataset.train.count);
