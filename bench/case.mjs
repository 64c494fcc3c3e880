/** @file A case: a folder that says what is trained, from which start, on which data and batches, for ours and peers in Python alike. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDataset } from '../dist/data/datasets.js';
import { batchSamples } from '../dist/data/order.js';
import { ENGINES } from '../dist/engines/engines.js';
import { size } from '../dist/graph/expr.js';
import { buildNetwork } from '../dist/network/forms.js';
import { initialParameters } from '../dist/network/init.js';
import { LOSSES } from '../dist/network/losses.js';
import { readSafetensors, writeSafetensors } from '../dist/results/safetensors.js';

/** Steps a call: enough that what a call costs doesn't count. */
const STEPS_A_CALL = 200;
/** Test images that are kept: some, so that the folder is a whole data set; few, so that evaluating every step is cheap. */
const TEST_IMAGES = 100;
const SEED = 1;

/** The network of a workload, for a data set. */
function networkOf({ layers, objective }, activation, { sampleShape, classes }) {
  const outputs = LOSSES[objective].target === 'label' ? classes : size(sampleShape);
  return buildNetwork({ ...layers, activation, init: 'he', sampleShape, outputs });
}

/**
 * Writes a case of at least `steps` steps.
 * @param {string} folder
 * @param {{ workload: import('./networks.mjs').Workload, activation: import('../src/network/activations.ts').ActivationSpec, steps: number }} what
 */
export async function writeCase(folder, { workload, activation, steps }) {
  const dataset = await loadDataset({ name: 'mnist' });
  const { batchSize, learningRate, objective } = workload;
  const network = networkOf(workload, activation, dataset);
  const calls = Math.ceil(steps / STEPS_A_CALL);
  const order = { count: dataset.train.count, batchSize, shuffle: true, seed: SEED, run: 0 };

  mkdirSync(folder, { recursive: true });
  writeSplit(folder, 'train', dataset.train, dataset.train.count);
  writeSplit(folder, 't10k', dataset.test, TEST_IMAGES);
  writeFileSync(join(folder, 'order.i32'), batchSamples(order, 0, calls * STEPS_A_CALL));
  await writeSafetensors(
    join(folder, 'initial.safetensors'),
    initialParameters(network, { seed: SEED, run: 0 }),
  );
  const described = { network, objective, batch_size: batchSize, learning_rate: learningRate };
  writeFileSync(
    join(folder, 'case.json'),
    JSON.stringify({ ...described, steps_a_call: STEPS_A_CALL }, null, 2),
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
    dataset: await loadDataset({ name: 'idx', dir: folder }),
    parameters: (await readSafetensors(join(folder, 'initial.safetensors'))).state,
    calls: Array.from({ length: order.length / samples }, (_, i) =>
      order.slice(i * samples, (i + 1) * samples),
    ),
  };
}

/** Our engine, ready to train what `readCase` read, from its first parameters. */
export async function caseTrainer({ network, objective, batch_size, dataset, parameters }, threads) {
  const engine = await ENGINES.onnx.load();
  const optimizer = { name: 'sgd', momentum: 0, weightDecay: 0 };
  const spec = { network, objective, optimizer, batchSize: batch_size, dataset, threads, rules: 'all' };
  const trainer = await engine.create(spec);
  await trainer.write(parameters);
  return trainer;
}

/** The first `count` samples of a split as two IDX files of square images. */
function writeSplit(folder, name, { images, labels }, count) {
  const pixels = images.length / labels.length;
  const side = Math.sqrt(pixels);
  const bytes = Uint8Array.from(images.subarray(0, count * pixels), (value) => Math.round(value * 255));
  writeFileSync(join(folder, `${name}-images-idx3-ubyte`), idx(2051, [count, side, side], bytes));
  writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), idx(2049, [count], labels.subarray(0, count)));
}

/** An IDX file: magic number and extents as big-endian 32-bit numbers, then a byte a value. */
function idx(magic, extents, values) {
  const header = Buffer.alloc(4 * (1 + extents.length));
  for (const [i, number] of [magic, ...extents].entries()) header.writeUInt32BE(number, 4 * i);
  return Buffer.concat([header, values]);
}
