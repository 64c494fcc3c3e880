/** @file Every shipped experiment with a few units a layer, on noise: what its config says of layers, dropout, batch normalisation, objective and optimizer. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expand } from '../src/config/expand.ts';
import { loadExperiment } from '../src/config/load.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { residentSplit } from '../src/data/resident-split.ts';
import type { TrainerSpec } from '../src/engines/trainer.ts';
import { size } from '../src/graph/expr.ts';
import { randomStream } from '../src/random/stream.ts';
import { trainerSpec } from '../src/training/open-trainer.ts';

const MOST_UNITS = 6;
export const WIDTH = 0.02;
export const BATCH = 4;

export const CONFIGS = ['configs', 'configs/quick'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
);

/** Noise of the shape and the classes of the data set that an experiment names. */
function noise(name: string): Dataset {
  const [channels, side, classes] = name === 'mnist' ? [1, 28, 10] : [3, 32, name === 'cifar100' ? 100 : 10];
  const sampleShape = channels === 1 ? [side * side] : [channels, side, side];
  const random = randomStream({ seed: 3, run: 0, purpose: 'probe', index: 0 });
  const split = residentSplit(
    { values: Float32Array.from({ length: 3 * BATCH * size(sampleShape) }, () => random.below(256) / 255) },
    Uint16Array.from({ length: 3 * BATCH }, () => random.below(classes)),
  );
  return { sampleShape, imageSize: [side, side], classes, train: split, test: split, checksums: {} };
}

/** The first variant of an experiment. */
export function twinOf(file: string): TrainerSpec {
  const [plan] = expand(loadExperiment(file));
  const { experiment } = plan!;
  const { network, train, dataset } = experiment;
  const { augment: _, ...wanted } = dataset;
  const few = (units: readonly number[]) => units.map((count) => Math.min(count, MOST_UNITS));
  const small = {
    ...network,
    ...(network.hidden && { hidden: few(network.hidden) }),
    ...(network.encoder && { encoder: few(network.encoder) }),
    ...(network.stacks && { width: WIDTH }),
  };
  const twin = { ...experiment, network: small, dataset: wanted, train: { ...train, batch_size: BATCH } };
  return trainerSpec(twin, noise(wanted.name));
}
