/** @file A case: a folder that says what is trained, from which start, on which data and batches, for ours and peers in Python alike. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { batchSamples } from '../dist/data/batches/order.js';
import { loadDataset } from '../dist/data/datasets.js';
import { sharedImages } from '../dist/data/images.js';
import { residentSplit } from '../dist/data/resident-split.js';
import { ENGINES } from '../dist/engines/engines.js';
import { size } from '../dist/graph/expr.js';
import { buildNetwork } from '../dist/network/forms.js';
import { initialParameters } from '../dist/network/init.js';
import { LOSSES } from '../dist/network/losses.js';
import { maskSpecs } from '../dist/network/masks.js';
import { valuesOf } from '../dist/network/optimizers.js';
import { randomStream } from '../dist/random/stream.js';
import { readSafetensors, writeSafetensors } from '../dist/store/safetensors.js';
import { openPrepared } from '../dist/training/prepared.js';
import { imagesOf } from './images.mjs';

/** Steps a call, and calls: enough that what a call costs doesn't count; the first two calls warm up. */
const LENGTH = { stepsACall: 200, calls: 9 };
/** Test images that are kept: some, so that the folder is a whole data set; few, so that evaluating every step is cheap. */
const TEST_IMAGES = 100;
const SEED = 1;

let mnist;
/** MNIST, read once for all cases: unpacking it takes longer than training on it. */
function loadMnist() {
  mnist ??= loadDataset({ name: 'mnist' });
  return mnist;
}

/** The network of a workload, for a data set. */
function networkOf({ layers, objective }, activation, { sampleShape, classes }) {
  const outputs = LOSSES[objective].target === 'label' ? classes : size(sampleShape);
  return buildNetwork({ ...layers, activation, init: 'he', sampleShape, outputs });
}

/** Images of an evaluation, call by call: the first two warm up. */
const EVALUATIONS = [500, 500, 10_000];
/** Images to train on, where each step takes some of them. */
const MADE_UP = 200;

/** CIFAR-100's. */
const IMAGES = { sampleShape: [3, 32, 32], classes: 100 };

/** Images of noise: a step takes the same time whatever they show. */
function madeUpImages({ count, sampleShape, classes }) {
  const random = randomStream({ seed: SEED, run: 0, purpose: 'augment', index: 0 });
  const images = Float32Array.from({ length: count * size(sampleShape) }, () => random.below(256) / 255);
  const labels = Uint16Array.from({ length: count }, () => random.below(classes));
  const split = residentSplit({ values: images }, labels);
  return { sampleShape, imageSize: sampleShape.slice(-2), classes, train: split, test: split, checksums: {} };
}

/**
 * Writes a case of at least `steps` steps, by default as many as are timed; or of evaluations (of made-up images) in place of calls of steps.
 * @param {string} folder
 * @param {{ workload: import('./networks.mjs').Workload, activation: import('../src/network/activations.ts').ActivationSpec, steps?: number, evaluate?: boolean }} what
 */
export async function writeCase(folder, { workload, activation, steps, evaluate = false }) {
  const { batchSize, learningRate, objective, augment, optimizer = { name: 'sgd' } } = workload;
  const { stepsACall, calls } = evaluate
    ? { stepsACall: 1, calls: EVALUATIONS.length }
    : (workload.length ?? LENGTH);
  const made = evaluate
    ? { count: Math.max(...EVALUATIONS), ...IMAGES }
    : workload.images && { count: MADE_UP, ...IMAGES };
  const madeUp = workload.madeUp ?? made;
  const dataset = madeUp ? madeUpImages(madeUp) : await loadMnist();
  const network = networkOf(workload, activation, dataset);
  const all = Math.ceil((steps ?? stepsACall * calls) / stepsACall) * stepsACall;
  const order = { count: dataset.train.count, batchSize, shuffle: true, seed: SEED, run: 0 };

  mkdirSync(folder, { recursive: true });
  const { train, test, sampleShape } = dataset;
  if (madeUp) writeFileSync(join(folder, 'images.u8'), await bytesOf(train, train.count, size(sampleShape)));
  if (madeUp) writeFileSync(join(folder, 'labels.u8'), Uint8Array.from(train.labels));
  if (!madeUp) await writeSplit(folder, 'train', train, train.count, size(sampleShape));
  if (!madeUp) await writeSplit(folder, 't10k', test, TEST_IMAGES, size(sampleShape));
  writeFileSync(join(folder, 'order.i32'), batchSamples(order, 0, all));
  await writeSafetensors(
    join(folder, 'initial.safetensors'),
    initialParameters(network, { seed: SEED, run: 0 }),
  );
  const described = { network, objective, batch_size: batchSize, learning_rate: learningRate };
  // Peers know no defaults of ours.
  const trained = { optimizer: { name: optimizer.name, ...valuesOf(optimizer) }, made_up: madeUp, augment };
  writeFileSync(
    join(folder, 'case.json'),
    JSON.stringify(
      { ...described, ...trained, steps_a_call: stepsACall, ...(evaluate && { evaluations: EVALUATIONS }) },
      null,
      2,
    ),
  );
}

/** What `writeCase` wrote, with the batches of each call. */
export async function readCase(folder) {
  const described = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8'));
  const bytes = readFileSync(join(folder, 'order.i32'));
  const order = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const samples = described.steps_a_call * described.batch_size;
  return {
    ...described,
    dataset: described.made_up
      ? madeUpImages(described.made_up)
      : await loadDataset({ name: 'idx', dir: folder }),
    parameters: (await readSafetensors(join(folder, 'initial.safetensors'))).state,
    calls: Array.from({ length: order.length / samples }, (_, i) =>
      order.slice(i * samples, (i + 1) * samples),
    ),
  };
}

/** What a trainer is told where images are augmented: they are made for it, unless it makes them itself. */
export const batchesOf = (augment) =>
  augment && { givenBatches: true, ownBatches: { augmentation: augment } };

/** An engine of ours, ready to train what `readCase` read, from its first parameters. */
export async function caseTrainer(
  { network, objective, batch_size, optimizer, augment, dataset, parameters },
  threads,
  rules = 'all',
  engineName = 'onnx',
) {
  const engine = await ENGINES[engineName].load();
  const spec = { network, objective, optimizer, batchSize: batch_size, dataset, threads, rules };
  const trainer = await engine.create({ ...spec, ...batchesOf(augment) });
  await trainer.write(parameters);
  return trainer;
}

/** What prepares the masks and crops of a case's steps for a trainer in a second thread, as in a run; undefined where steps take samples alone. */
export function casePreparer({ network, batch_size: batchSize, augment, dataset }, { makesBatches }) {
  const masks = maskSpecs(network);
  const { count, labels, resident } = dataset.train;
  const order = { count, batchSize, shuffle: true, seed: SEED, run: 0 };
  const crops = augment && {
    images: {
      reader: residentSplit(sharedImages(resident), labels).reader,
      shape: dataset.sampleShape,
      augmentation: augment,
    },
  };
  return openPrepared({ order, masks, ...(makesBatches ? augment && { crops: augment } : crops) });
}

/** The first `count` samples of a split as two IDX files of square images. */
async function writeSplit(folder, name, split, count, pixels) {
  const side = Math.sqrt(pixels);
  const bytes = await bytesOf(split, count, pixels);
  writeFileSync(join(folder, `${name}-images-idx3-ubyte`), idx(2051, [count, side, side], bytes));
  writeFileSync(
    join(folder, `${name}-labels-idx1-ubyte`),
    idx(2049, [count], Uint8Array.from(split.labels.subarray(0, count))),
  );
}

const bytesOf = async (split, count, pixels) =>
  Uint8Array.from(await imagesOf(split, count, pixels), (value) => Math.round(value * 255));

/** An IDX file: magic number and extents as big-endian 32-bit numbers, then a byte a value. */
function idx(magic, extents, values) {
  const header = Buffer.alloc(4 * (1 + extents.length));
  for (const [i, number] of [magic, ...extents].entries()) header.writeUInt32BE(number, 4 * i);
  return Buffer.concat([header, values]);
}
