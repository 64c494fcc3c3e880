/** @file A convolutional network of the paper with its images and first parameters, for ours and for PyTorch, and our side of the comparison. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { networkOf } from '../../dist/config/build.js';
import { loadExperiment } from '../../dist/config/load.js';
import { batchSamples } from '../../dist/data/batches/order.js';
import { residentSplit } from '../../dist/data/resident-split.js';
import { ENGINES } from '../../dist/engines/engines.js';
import { size } from '../../dist/graph/expr.js';
import { initialParameters } from '../../dist/network/init.js';
import { valuesOf } from '../../dist/network/optimizers.js';
import { randomStream } from '../../dist/random/stream.js';
import { writeSafetensors } from '../../dist/store/safetensors.js';
import { loadData } from '../../dist/training/load-data.js';
import { imagesOf } from '../images.mjs';

/** TABLE of what is compared: an experiment, and the samples that are made up for it. */
export const NETWORKS = {
  e3: { config: 'configs/cifar100.yaml', sampleShape: [3, 32, 32], classes: 100 },
  e4: { config: 'configs/cifar100-deep.yaml', sampleShape: [3, 32, 32], classes: 100 },
  e5: { config: 'configs/imagenet.yaml', sampleShape: [3, 224, 224], classes: 1000 },
  e5_twin: { config: 'configs/quick/imagenet.yaml', sampleShape: [3, 56, 56], classes: 200 },
};

/** The experiment of a network without dropout and augmentation, as wished; its width and its batch are its own unless they are given. */
export function experimentOf({ network, activation, batchNorm, pool, width, batch }) {
  return loadExperiment(join(import.meta.dirname, '../..', NETWORKS[network].config), [
    `variants.activation=[${activation}]`,
    ...(network === 'e3' ? [`variants.batch_norm=[${batchNorm}]`] : []),
    `network.pool=${pool}`,
    ...(width === undefined ? [] : [`network.width=${width}`]),
    ...(batch === undefined ? [] : [`train.batch_size=${batch}`]),
    'network.dropout=0',
    'train.phases=[{iterations: 1}]',
  ]);
}

/** The data set of an experiment in a folder, preprocessed as the experiment says; of images that are cropped, the centre. */
export function loaded({ dataset: { augment: _, ...dataset }, engine }, dir, threads) {
  return loadData({ dataset: { ...dataset, dir }, engine: { ...engine, threads } });
}

/** Images of some smooth colour and noise, in the shape of a network's. */
export function madeUp({ sampleShape, classes }, count, seed) {
  const random = randomStream({ seed, run: 0, purpose: 'probe', index: 0 });
  const labels = Uint16Array.from({ length: count }, () => random.below(classes));
  const images = new Float32Array(count * size(sampleShape));
  const [pixels, imageSize] = [size(sampleShape), sampleShape.slice(1)];
  for (let i = 0; i < images.length; i++) {
    const [sample, place] = [Math.floor(i / pixels), i % size(imageSize)];
    images[i] = Math.sin(labels[sample] + place / (20 + labels[sample])) + 0.5 * random.normal();
  }
  const split = residentSplit({ values: images }, labels);
  const shapes = { sampleShape, imageSize };
  // Where crops are trained on, these are crops already.
  return { ...shapes, whole: shapes, classes, train: split, test: split, checksums: {} };
}

/** So many training samples of a data set alone, in memory: those that a seed's first steps train on. */
export async function part({ train, ...dataset }, count, seed) {
  const order = { count: train.count, batchSize: count, shuffle: true, seed, run: 0 };
  const samples = batchSamples(order, 0, 1);
  const images = new Float32Array(count * size(dataset.sampleShape));
  await train.read(samples, images);
  const labels = Uint16Array.from(samples, (sample) => train.labels[sample]);
  const split = residentSplit({ values: images }, labels);
  return { ...dataset, train: split, test: split };
}

/** Writes what PyTorch needs, and returns what ours does. */
export async function writeConvolution(folder, { experiment, dataset, seed, steps, rate }) {
  const network = networkOf(experiment, dataset);
  const batchSize = experiment.train.batch_size;
  const { learning_rate: _, ...given } = experiment.optimizer;
  const optimizer = { name: given.name, ...valuesOf(given) };
  const start = initialParameters(network, { seed, run: 0 });
  await writeSafetensors(join(folder, 'initial.safetensors'), start);
  const { train, sampleShape } = dataset;
  writeFileSync(join(folder, 'images.f32'), await imagesOf(train, train.count, size(sampleShape)));
  writeFileSync(join(folder, 'labels.u16'), train.labels);
  const trained = { steps, batch_size: batchSize, learning_rate: rate, optimizer };
  writeFileSync(join(folder, 'case.json'), JSON.stringify({ network, ...trained }));
  return { network, start, dataset, steps, rate, batchSize, optimizer };
}

/** Our losses, and in velocities-<rules>.safetensors what the first step's gradients are with their decay: the velocities after it. */
export async function trainOurs(folder, what, { threads, rules }) {
  const { network, start, dataset, steps, rate, batchSize, optimizer } = what;
  const engine = await ENGINES.onnx.load();
  const spec = { network, objective: 'cross_entropy', optimizer, batchSize, dataset };
  const trainer = await engine.create({ ...spec, threads, rules });
  await trainer.write(start);
  const losses = [];
  for (let step = 0; step < steps; step++) {
    const samples = Int32Array.from({ length: batchSize }, (_, i) => step * batchSize + i);
    losses.push(...(await trainer.train(samples, Float64Array.of(rate))).loss);
    if (step > 0) continue;
    const state = await trainer.read();
    const learned = [...start.keys()].filter((name) => state.has(`${name}.momentum`));
    const velocities = new Map(learned.map((name) => [name, state.get(`${name}.momentum`)]));
    await writeSafetensors(join(folder, `velocities-${rules}.safetensors`), velocities);
  }
  await trainer.close();
  return losses;
}
