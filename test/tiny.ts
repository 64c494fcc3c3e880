/** @file A made-up data set and networks of a few units: what tests train when any network will do. */
import type { Dataset, Split } from '../src/data/dataset.ts';
import type { TrainerSpec } from '../src/engines/trainer.ts';
import type { ActivationSpec } from '../src/network/activations.ts';
import { buildNetwork } from '../src/network/forms.ts';
import { initialParameters } from '../src/network/init.ts';
import { LOSSES, type LossName } from '../src/network/losses.ts';
import type { OptimizerSpec } from '../src/network/optimizers.ts';

const INPUTS = 12;
const CLASSES = 4;

/** Images whose brightest quarter is their class, with some noise. */
function split(count: number, offset: number): Split {
  const images = new Float32Array(count * INPUTS);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = (i * 7 + offset) % CLASSES;
    for (let j = 0; j < INPUTS; j++) {
      const noise = ((i * INPUTS + j + offset) * 0.6180339887498949) % 1;
      images[i * INPUTS + j] = 0.6 * noise + (Math.floor((j * CLASSES) / INPUTS) === labels[i] ? 0.4 : 0);
    }
  }
  return { count, images, labels };
}

export const tinyDataset: Dataset = {
  sampleShape: [INPUTS],
  imageSize: [3, 4],
  classes: CLASSES,
  train: split(96, 0),
  test: split(23, 1),
  checksums: {},
};

interface Tiny {
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
  activation = { name: 'elu' },
  objective = 'cross_entropy',
  ...rest
}: Tiny = {}): TrainerSpec {
  const outputs = LOSSES[objective].target === 'label' ? CLASSES : INPUTS;
  return {
    network: buildNetwork({
      ...(encoder ? { encoder } : { hidden }),
      activation,
      init: 'he',
      sampleShape: [INPUTS],
      outputs,
    }),
    objective,
    optimizer: { name: 'sgd', momentum: 0, weightDecay: 0, ...rest.optimizer },
    batchSize: rest.batchSize ?? 8,
    dataset: tinyDataset,
    threads: 1,
    rules: rest.rules ?? 'all',
  };
}

export const tinyStart = (spec: TrainerSpec) => initialParameters(spec.network, { seed: 7, run: 0 });

/** Samples of `steps` steps in file order, wrapping round. */
export const inOrder = (spec: TrainerSpec, steps: number): Int32Array =>
  Int32Array.from({ length: steps * spec.batchSize }, (_, i) => i % spec.dataset.train.count);
