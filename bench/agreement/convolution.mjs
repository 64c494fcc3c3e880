/**
 * @file The convolutional networks of the paper against PyTorch: losses from one start on the same batches, gradients of the first step, shapes.
 * node bench/agreement/convolution.mjs [--network e3|e4|e5|e5_twin] [--width W] [--batch N] [--steps 20] [--starts 1] [--rate 0.01] [--batch-norm]
 *   [--pool average] [--activation elu] [--rules all,none] [--threads 1] [--data FOLDER] [--json]
 * e5 is ImageNet's network; a step of two images of it takes minutes and some 10 GB: --batch 2 --steps 2 --rules all. --data: a folder of CIFAR-100,
 * or of shards of prepared pictures.
 * Without --data: made-up images; with it they are preprocessed as the paper's, and cropped in the centre. Rounding swaps near-equal maxima of max-pooling, in PyTorch too, and
 * one swap is a million times as large as rounding: so of --starts several (--steps 1) the medians tell. Python with PyTorch: $ELU_BENCH_PYTHON,
 * else bench/.venv.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, table } from '../numbers.mjs';
import { lastLine } from '../processes.mjs';
import { findPython, PEER_ENVIRONMENT } from '../python.mjs';
import {
  experimentOf,
  loaded,
  madeUp,
  NETWORKS,
  part,
  trainOurs,
  writeConvolution,
} from './convolution-case.mjs';

const text = (value) => ({ type: 'string', default: value });
const { values: wish } = parseArgs({
  options: {
    network: text('e3'),
    width: { type: 'string' },
    batch: { type: 'string' },
    steps: text('20'),
    starts: text('1'),
    rate: text('0.01'),
    'batch-norm': { type: 'boolean', default: false },
    pool: text('max'),
    activation: text('elu'),
    rules: text('all,none'),
    threads: text('1'),
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [steps, starts, rate, threads] = ['steps', 'starts', 'rate', 'threads'].map((key) => Number(wish[key]));
const sets = wish.rules.split(',');
const python = await findPython();
if (!python) throw new Error('There is nothing to compare with.');

const experiment = experimentOf({ ...wish, batchNorm: wish['batch-norm'] });
const { network, train, dataset: images } = experiment;
const samples = steps * train.batch_size;
const whole = wish.data && (await loaded(experiment, wish.data, threads));
const folder = mkdtempSync(join(tmpdir(), 'elu-bench-agreement-'));
const found = [];
try {
  for (let seed = 1; seed <= starts; seed++) {
    const dataset = whole
      ? await part(whole, samples, seed)
      : madeUp(NETWORKS[wish.network], samples, seed + 2);
    const what = await writeConvolution(folder, { experiment, dataset, seed, steps, rate });
    const ours = {};
    for (const rules of sets) ours[rules] = await trainOurs(folder, what, { threads, rules });
    const peer = [
      python,
      join(import.meta.dirname, 'torch_convolution.py'),
      folder,
      wish.threads,
      wish.rules,
    ];
    const { losses, gradients, parameters } = await lastLine(peer, { env: PEER_ENVIRONMENT });
    found.push({ seed, parameters, gradients, losses: { ...ours, ...losses } });
    console.error(`start ${seed} of ${starts} done`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (wish.json) console.log(JSON.stringify({ ...wish, found }));
else print();

/** Largest relative difference of two series of losses. */
function far(a, b) {
  return Math.max(...a.map((loss, i) => Math.abs(loss / b[i] - 1)));
}

function print() {
  const norm = wish['batch-norm'] ? ' with batch normalisation' : '';
  const shown = whole ? `images of ${images.name}, preprocessed` : 'made-up images';
  const [{ parameters, losses }] = found;
  const last = losses.float64.at(-1).toFixed(4);
  console.log(
    `${wish.network}${norm}, width ${network.width ?? 1}, ${wish.activation}, ${wish.pool}-pooling, ${shown}, batch ${train.batch_size}, rate ${rate}`,
  );
  console.log(
    `${parameters} parameters, of the same shapes in PyTorch; its loss in float64 goes from ${losses.float64[0].toFixed(4)} to ${last}`,
  );
  console.log(`median (largest) of ${starts} start(s)\n`);
  const figures = (numbers) =>
    `${median(numbers).toExponential(1)} (${Math.max(...numbers).toExponential(1)})`;
  const row = (name, key) => [
    name,
    figures(found.map((one) => one.gradients[key])),
    figures(found.map((one) => far(one.losses[key], one.losses.float64))),
    figures(found.map((one) => far(one.losses[key], one.losses.float32))),
  ];
  const rows = [
    ...sets.map((rules) => row(`ours, rules ${rules}`, rules)),
    row('PyTorch in float32', 'float32'),
  ];
  const columns = ['gradients to float64', `losses of ${steps} step(s) to float64`, 'to float32'];
  console.log(table([['', ...columns], ...rows]));
  console.log(
    '\ngradients: of the first step, largest difference of any tensor, relative to its largest element',
  );
}
