/**
 * @file Images that do not lie in memory train and evaluate to the same bits as those that do, augmented or not, and whatever takes the steps: by
 * batches that are made for it, or that it makes where it computes.
 */
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { keptOutside } from '../../test/images-kept-outside.ts';
import { samplePlan } from '../../test/sample-plan.ts';
import { stepwiseEngine } from '../../test/stepwise-device.ts';
import { tinyDataset, tinyImages } from '../../test/tiny.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import type { Experiment } from '../config/experiment.ts';
import { batchSamples } from '../data/batches/order.ts';
import type { Dataset, Split } from '../data/dataset.ts';
import { fileSplit } from '../data/file-split.ts';
import { residentSplit } from '../data/resident-split.ts';
import { ENGINES } from '../engines/engines.ts';
import { evaluate } from '../measure/evaluate.ts';
import { unitMedians } from '../measure/unit-medians.ts';
import { initialParameters } from '../network/init.ts';
import { asTrained } from './as-trained.ts';
import { openStage } from './stage.ts';

const SIZE = 12;

/** The same split, whose images lie in a file. */
function inFile(split: Split): Split {
  const path = join(temporaryFolder(afterAll), 'images');
  writeFileSync(path, tinyImages(split));
  return fileSplit({ path, descriptor: openSync(path, 'r'), from: 0, size: SIZE }, split.labels);
}

const AWAY: Dataset = { ...tinyDataset, train: inFile(tinyDataset.train), test: inFile(tinyDataset.test) };

/** The same images as bytes: in memory, and kept outside of it. */
const bytes = (split: Split) => tinyImages(split).map((value) => Math.round(255 * value));
const PICTURES = [
  (split: Split) => residentSplit({ values: Uint8Array.from(bytes(split)) }, split.labels),
  (split: Split) => keptOutside(Uint8Array.from(bytes(split)), [1, 3, 4], split.labels),
].map((kept) => ({ ...tinyDataset, train: kept(tinyDataset.train), test: kept(tinyDataset.test) }));

const network: Experiment['network'] = {
  stacks: [[{ units: 5, field: 3 }], [{ units: 4, field: 1 }]],
  padding: 'same',
  activation: { name: 'elu', alpha: 1 },
  init: 'he',
};

const NETWORKS: Readonly<Record<string, Partial<Experiment>>> = {
  'a dense network': { network: { hidden: [8, 6], activation: { name: 'elu', alpha: 1 }, init: 'he' } },
  'a convolutional network': { network },
  'an augmented one': {
    network,
    dataset: { name: 'cifar100', shuffle: true, augment: { pad: 1, flip: true } },
  },
};

const sumsOf = (values: ArrayLike<number>): Float64Array =>
  Array.from(values).reduce((sums, value, i) => {
    sums[i % SIZE]! += value;
    return sums;
  }, new Float64Array(SIZE));

/** Everything that a run learns of its training and measures. */
async function outcome(dataset: Dataset, changes: Partial<Experiment>, name: keyof typeof PROGRAMS) {
  const engine = await PROGRAMS[name]();
  const { experiment } = samplePlan({}, { train: { batch_size: 8, iterations: 9 }, ...changes });
  const { trainer, network, prepare } = await openStage({ experiment, run: 0, dataset, engine });
  await trainer.write(initialParameters(network, { seed: 7, run: 0 }));
  const order = { count: dataset.train.count, batchSize: 8, shuffle: true, seed: 7, run: 0 };
  const losses = [];
  for (const [first, steps] of [
    [0, 5],
    [5, 1],
    [6, 3],
  ] as const) {
    const prepared = await prepare(first, steps, 9);
    const rates = new Float64Array(steps).fill(0.05);
    losses.push((await trainer.train(batchSamples(order, first, steps), rates, prepared)).loss);
  }
  const subject = { trainer, network, objective: experiment.objective, dataset };
  const measured = [await evaluate(subject, 'test'), await evaluate(subject, 'train', 17)];
  const found = { losses, measured, medians: await unitMedians(subject, 20), state: await trainer.read() };
  await trainer.close();
  return found;
}

const PROGRAMS = {
  'steps in calls of many': () => ENGINES.onnx.load(),
  'one step a call': async () => stepwiseEngine,
};

const VIEWS: Readonly<Record<string, Experiment['dataset']>> = {
  'whole, mirrored': { name: 'idx', shuffle: true, augment: { pad: 0, flip: true } },
  'less their mean': { name: 'idx', shuffle: true, preprocess: { gcn: false, zca: false, mean: 'pixel' } },
  'crops in the centre': { name: 'idx', shuffle: true, crop: 3 },
  'crops of those that are padded, less their mean': {
    ...{ name: 'idx', shuffle: true, crop: 2, augment: { pad: 1, flip: true } },
    preprocess: { gcn: false, zca: false, mean: 'pixel' },
  },
};

it.each(Object.entries(VIEWS))(
  '%s, wherever they are kept and whatever takes the steps',
  async (_, dataset) => {
    const [inMemory, outside] = PICTURES.map((data) => ({
      ...data,
      sums: data === PICTURES[0] ? undefined : sumsOf(bytes(tinyDataset.train)),
    }));
    const found = [];
    for (const data of [inMemory!, outside!])
      for (const program of ['steps in calls of many', 'one step a call'] as const) {
        const { sums, ...rest } = data;
        const trained = asTrained({ dataset }, { ...rest, ...(sums && { sums }) });
        found.push(await outcome(trained, { dataset }, program));
      }
    for (const other of found.slice(1)) expect(other).toEqual(found[0]);
  },
);

it.each(
  Object.entries(NETWORKS).flatMap(([which, changes]) =>
    (Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[]).map((program) => [which, program, changes] as const),
  ),
)('%s, %s', async (_, program, changes) => {
  const expected = await outcome(tinyDataset, changes, 'steps in calls of many');
  expect(await outcome(AWAY, changes, program)).toEqual(expected);
  expect(await outcome(tinyDataset, changes, program)).toEqual(expected);
});
