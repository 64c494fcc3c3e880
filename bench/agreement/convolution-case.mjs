/** @file A convolutional network of the paper with its images and first parameters, for ours and for PyTorch, and our side of the comparison. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { networkOf } from '../../dist/config/build.js';
import { loadExperiment } from '../../dist/config/load.js';
import { chosenSamples } from '../../dist/data/batches/gather.js';
import { residentSplit } from '../../dist/data/resident-split.js';
import { ENGINES } from '../../dist/engines/engines.js';
import { initialParameters } from '../../dist/network/init.js';
import { randomStream } from '../../dist/random/stream.js';
import { writeSafetensors } from '../../dist/store/safetensors.js';
import { loadData } from '../../dist/training/load-data.js';
import { imagesOf } from '../images.mjs';

const CONFIGS = { e3: 'configs/cifar100.yaml', e4: 'configs/cifar100-deep.yaml' };
export const BATCH = 100;
const PIXELS = 3 * 32 * 32;
const MOMENTUM = 0.9;

/** The paper's experiment without dropout and augmentation, as wished. */
export function experimentOf({ network, activation, batchNorm, pool, width }) {
  return loadExperiment(join(import.meta.dirname, '../..', CONFIGS[network]), [
    `variants.activation=[${activation}]`,
    ...(network === 'e3' ? [`variants.batch_norm=[${batchNorm}]`] : []),
    `network.pool=${pool}`,
    `network.width=${width}`,
    'network.dropout=0',
    'train.phases=[{iterations: 1}]',
  ]);
}

/** CIFAR-100 of a folder, preprocessed as the experiment says: contrast normalised and whitened. */
export function cifar({ dataset: { augment: _, ...dataset }, engine }, dir, threads) {
  return loadData({ dataset: { ...dataset, dir }, engine: { ...engine, threads } });
}

/** Images of some smooth colour and noise, in CIFAR-100's shape. */
export function madeUp(count, seed) {
  const random = randomStream({ seed, run: 0, purpose: 'probe', index: 0 });
  const labels = Uint16Array.from({ length: count }, () => random.below(100));
  const images = new Float32Array(count * PIXELS);
  for (let i = 0; i < images.length; i++) {
    const [sample, place] = [Math.floor(i / PIXELS), i % 1024];
    images[i] = Math.sin(labels[sample] + place / (20 + labels[sample])) + 0.5 * random.normal();
  }
  const split = residentSplit({ values: images }, labels);
  const shapes = { sampleShape: [3, 32, 32], imageSize: [32, 32], classes: 100 };
  return { ...shapes, train: split, test: split, checksums: {} };
}

/** Samples `first` … of a data set alone, for `steps` steps, wrapping round. */
export function part({ train, ...dataset }, first, steps) {
  const count = steps * BATCH;
  const samples = Int32Array.from({ length: count }, (_, i) => (first + i) % train.count);
  const split = chosenSamples(train, samples);
  return { ...dataset, train: split, test: split };
}

/** Writes what PyTorch needs, and returns what ours does. */
export async function writeConvolution(folder, { experiment, dataset, seed, steps, rate }) {
  const network = networkOf(experiment, dataset);
  const start = initialParameters(network, { seed, run: 0 });
  await writeSafetensors(join(folder, 'initial.safetensors'), start);
  writeFileSync(join(folder, 'images.f32'), await imagesOf(dataset.train, dataset.train.count, PIXELS));
  writeFileSync(join(folder, 'labels.u8'), Uint8Array.from(dataset.train.labels));
  const trained = { steps, batch_size: BATCH, learning_rate: rate, momentum: MOMENTUM };
  writeFileSync(join(folder, 'case.json'), JSON.stringify({ network, ...trained }));
  return { network, start, dataset, steps, rate };
}

/** Our losses, and in gradients-<rules>.safetensors the gradients of the first step: with momentum they are its velocities. */
export async function trainOurs(folder, { network, start, dataset, steps, rate }, { threads, rules }) {
  const engine = await ENGINES.onnx.load();
  const optimizer = { name: 'sgd', momentum: MOMENTUM, weight_decay: 0 };
  const what = { network, objective: 'cross_entropy', optimizer, batchSize: BATCH, dataset };
  const trainer = await engine.create({ ...what, threads, rules });
  await trainer.write(start);
  const losses = [];
  for (let step = 0; step < steps; step++) {
    const samples = Int32Array.from({ length: BATCH }, (_, i) => step * BATCH + i);
    losses.push(...(await trainer.train(samples, Float64Array.of(rate))).loss);
    if (step > 0) continue;
    const state = await trainer.read();
    const learned = [...start.keys()].filter((name) => state.has(`${name}.momentum`));
    const gradients = new Map(learned.map((name) => [name, state.get(`${name}.momentum`)]));
    await writeSafetensors(join(folder, `gradients-${rules}.safetensors`), gradients);
  }
  await trainer.close();
  return losses;
}
