/**
 * @file The convolutional networks of the paper against PyTorch: losses from one start on the same batches, gradients of the first step.
 * node bench/agreement/convolution.mjs [--network e3|e4] [--width 1] [--steps 20] [--batch-norm] [--pool average] [--activation elu]
 *   [--rules all|none] [--threads 1] [--data CIFAR-100 folder] [--json]
 * Without --data: made-up images. Python with PyTorch: $ELU_BENCH_PYTHON, else bench/.venv.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { networkOf } from '../../dist/config/build.js';
import { loadExperiment } from '../../dist/config/load.js';
import { loadDataset } from '../../dist/data/datasets.js';
import { ENGINES } from '../../dist/engines/engines.js';
import { initialParameters } from '../../dist/network/init.js';
import { momentumName } from '../../dist/network/optimizers.js';
import { randomStream } from '../../dist/random/stream.js';
import { writeSafetensors } from '../../dist/results/safetensors.js';
import { lastLine } from '../processes.mjs';
import { findPython, PEER_ENVIRONMENT } from '../python.mjs';

const { values: wish } = parseArgs({
  options: {
    network: { type: 'string', default: 'e3' },
    width: { type: 'string', default: '1' },
    steps: { type: 'string', default: '20' },
    'batch-norm': { type: 'boolean', default: false },
    pool: { type: 'string', default: 'max' },
    activation: { type: 'string', default: 'elu' },
    rules: { type: 'string', default: 'all' },
    threads: { type: 'string', default: '1' },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const CONFIGS = { e3: 'configs/cifar100.yaml', e4: 'configs/cifar100-deep.yaml' };
const BATCH = 100;
const steps = Number(wish.steps);
const python = await findPython();
if (!python) throw new Error('There is nothing to compare with.');

const experiment = loadExperiment(join(import.meta.dirname, '../..', CONFIGS[wish.network]), [
  `variants.activation=[${wish.activation}]`,
  ...(wish.network === 'e3' ? [`variants.batch_norm=[${wish['batch-norm']}]`] : []),
  `network.pool=${wish.pool}`,
  `network.width=${wish.width}`,
  'network.dropout=0',
  'train.phases=[{iterations: 1}]',
]);
const dataset = wish.data ? await loadDataset({ name: 'cifar100', dir: wish.data }) : madeUp(steps * BATCH);
const network = networkOf(experiment, dataset);
const folder = mkdtempSync(join(tmpdir(), 'elu-bench-agreement-'));
try {
  const start = initialParameters(network, { seed: 1, run: 0 });
  const at = (name) => join(folder, name);
  await writeSafetensors(at('initial.safetensors'), start);
  writeFileSync(at('images.f32'), dataset.train.images.subarray(0, steps * BATCH * 3072));
  writeFileSync(at('labels.u8'), dataset.train.labels.subarray(0, steps * BATCH));
  writeFileSync(
    at('case.json'),
    JSON.stringify({ network, steps, batch_size: BATCH, learning_rate: 0.01, momentum: 0.9 }),
  );
  const ours = await trained(start);
  await writeSafetensors(at('gradients.safetensors'), ours.gradients);
  const peer = [python, join(import.meta.dirname, 'torch_convolution.py'), folder, wish.threads];
  const theirs = await lastLine(peer, { env: PEER_ENVIRONMENT });
  const far = (a, b) => Math.max(...a.map((loss, i) => Math.abs(loss / b[i] - 1)));
  const { float32, float64 } = theirs.losses;
  const found = {
    parameters: theirs.parameters,
    losses: {
      ours_to_float32: far(ours.losses, float32),
      ours_to_float64: far(ours.losses, float64),
      float32_to_float64: far(float32, float64),
    },
    gradients: theirs.gradients,
  };
  if (wish.json)
    console.log(JSON.stringify({ ...wish, ...found, series: { ours: ours.losses, float32, float64 } }));
  else {
    console.log(`${wish.network}, ${JSON.stringify(wish)}; ${theirs.parameters} parameters in PyTorch`);
    console.log(`losses of ${steps} steps, largest relative difference: ${text(found.losses)}`);
    console.log(
      `gradients of the first step, largest difference from float64 of any tensor, relative to its largest element: ${text(found.gradients)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

function text(numbers) {
  const parts = Object.entries(numbers);
  return parts.map(([name, number]) => `${name.replaceAll('_', ' ')} ${number.toExponential(1)}`).join(', ');
}

/** Losses, and the gradients of the first step: with momentum they are its velocities. */
async function trained(start) {
  const engine = await ENGINES.onnx.load();
  const trainer = await engine.create({
    network,
    objective: 'cross_entropy',
    optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 0 },
    batchSize: BATCH,
    dataset,
    threads: Number(wish.threads),
    rules: wish.rules,
  });
  await trainer.write(start);
  const order = (from, to) => Int32Array.from({ length: (to - from) * BATCH }, (_, i) => from * BATCH + i);
  const rates = (count) => new Float64Array(count).fill(0.01);
  const losses = [...(await trainer.train(order(0, 1), rates(1))).loss];
  const state = await trainer.read();
  const gradients = new Map(
    [...start.keys()]
      .filter((name) => state.has(momentumName(name)))
      .map((name) => [name, state.get(momentumName(name))]),
  );
  for (let step = 1; step < steps; step++)
    losses.push(...(await trainer.train(order(step, step + 1), rates(1))).loss);
  await trainer.close();
  return { losses, gradients };
}

/** Images of some smooth colour and noise, in CIFAR-100's shape. */
function madeUp(count) {
  const random = randomStream({ seed: 3, run: 0, purpose: 'probe', index: 0 });
  const labels = Uint8Array.from({ length: count }, () => random.below(100));
  const images = new Float32Array(count * 3072);
  for (let i = 0; i < images.length; i++) {
    const [sample, place] = [Math.floor(i / 3072), i % 1024];
    images[i] = Math.sin(labels[sample] + place / (20 + labels[sample])) + 0.5 * random.normal();
  }
  const split = { count, images, labels };
  return {
    sampleShape: [3, 32, 32],
    imageSize: [32, 32],
    classes: 100,
    train: split,
    test: split,
    checksums: {},
  };
}
