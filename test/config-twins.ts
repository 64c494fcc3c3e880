/** @file Every shipped experiment with a few units a layer, on noise: what its config says of layers, dropout, batch normalisation, objective and optimizer. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SampleFacts } from '../src/config/build.ts';
import { expand } from '../src/config/expand.ts';
import type { Experiment } from '../src/config/experiment.ts';
import { loadExperiment } from '../src/config/load.ts';
import { cropped } from '../src/data/cut/view.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { publishedSamples } from '../src/data/datasets.ts';
import { residentSplit } from '../src/data/resident-split.ts';
import type { TrainerSpec } from '../src/engines/trainer.ts';
import { size } from '../src/graph/expr.ts';
import { randomStream } from '../src/random/stream.ts';
import { trainerSpec } from '../src/training/open-trainer.ts';

const MOST_UNITS = 6;
export const WIDTH = 0.02;
export const BATCH = 4;
const OWN_CLASSES = 8;
/** The smallest side whose last map, halved four times, has as many places as the last level of ImageNet's pyramid needs. */
export const MOST_SIDE = 96;

export const CONFIGS = ['configs', 'configs/quick'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
);

/** What is published of a data set; pictures of one's own may be of any size and in any classes. */
function facts(dataset: Experiment['dataset']): SampleFacts {
  const { size: side = 0 } = dataset;
  const own = { sampleShape: [3, side, side], imageSize: [side, side] as const, classes: OWN_CLASSES };
  return publishedSamples(dataset) ?? own;
}

/** Noise of the shape and the classes of what an experiment trains on; where that is a crop, cropped already. */
function noise(dataset: Experiment['dataset']): Dataset {
  const { sampleShape, imageSize, whole, classes } = cropped(dataset, facts(dataset));
  const random = randomStream({ seed: 3, run: 0, purpose: 'probe', index: 0 });
  const split = residentSplit(
    { values: Float32Array.from({ length: 3 * BATCH * size(sampleShape) }, () => random.below(256) / 255) },
    Uint16Array.from({ length: 3 * BATCH }, () => random.below(classes)),
  );
  const shapes = { sampleShape, imageSize, ...(whole && { whole }) };
  return { ...shapes, classes, train: split, test: split, checksums: {} };
}

/** The first variant of an experiment. */
export function twinOf(file: string): TrainerSpec {
  const [plan] = expand(loadExperiment(file));
  const { experiment } = plan!;
  const { network, train, dataset } = experiment;
  const { augment: _, ...whole } = dataset;
  const wanted = { ...whole, ...(whole.crop && { crop: Math.min(whole.crop, MOST_SIDE) }) };
  const few = (units: readonly number[]) => units.map((count) => Math.min(count, MOST_UNITS));
  const small = {
    ...network,
    ...(network.hidden && { hidden: few(network.hidden) }),
    ...(network.encoder && { encoder: few(network.encoder) }),
    ...(network.stacks && { width: WIDTH }),
  };
  const twin = { ...experiment, network: small, dataset: wanted, train: { ...train, batch_size: BATCH } };
  return trainerSpec(twin, noise(wanted));
}
