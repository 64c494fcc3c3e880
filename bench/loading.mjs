/**
 * @file Times batches of prepared images (float32, random crops, mirrored, less their mean) against a PyTorch DataLoader over the same pixels in a
 * memory-mapped file, and over JPEGs that Pillow reads; in turn, for some rounds.
 * node bench/loading.mjs --data FOLDER [--jpegs DIR] [--crop 224] [--batch 64] [--workers 2] [--rounds 5]
 * FOLDER: what `elu-bench data prepare DIR` has made. Python with PyTorch and Pillow: $ELU_BENCH_PYTHON, else bench/.venv.
 */
import { mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pixelMean } from '../dist/data/cut/pixel-mean.js';
import { loadDataset } from '../dist/data/datasets.js';
import { openReader } from '../dist/data/reader.js';
import { median, table } from './numbers.mjs';
import { complaint, lastLine } from './processes.mjs';
import { findPython, PEER_ENVIRONMENT } from './python.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    jpegs: { type: 'string' },
    crop: { type: 'string', default: '224' },
    batch: { type: 'string', default: '64' },
    workers: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
  },
});
if (!values.data) throw new Error('--data FOLDER is missing: what "elu-bench data prepare DIR" has made.');
const [crop, batch, workers] = [values.crop, values.batch, values.workers].map(Number);
const python = await findPython(undefined, ['torch', 'numpy', 'PIL']);
const folder = mkdtempSync(join(tmpdir(), 'elu-bench-loading-'));

/** Writes the bytes of all training images one after the other, as a memory-mapped array has them. */
async function writePixels({ train, imageSize: [size] }, path) {
  const read = await openReader(train.bytes);
  const [file, one] = [openSync(path, 'w'), new Uint8Array(3 * size * size)];
  for (let sample = 0; sample < train.count; sample++) {
    await read([sample], one);
    writeSync(file, one);
  }
}

const dataset = await loadDataset({ name: 'images', dir: values.data });
const [size] = dataset.imageSize;
const told = {
  ...{ size, crop, batch, workers },
  pixels: join(folder, 'pixels'),
  mean: join(folder, 'mean'),
};
const peer = (form, images) => [
  python,
  join(import.meta.dirname, 'peers/loading_peer.py'),
  JSON.stringify({ ...told, jpegs: values.jpegs, form, images }),
];
/** Name of each side to the command that times it. */
const SIDES = {
  ours: [
    process.execPath,
    join(import.meta.dirname, 'loading-batches.mjs'),
    JSON.stringify({ ...told, data: values.data }),
  ],
  ...(python && {
    'DataLoader over pixels, image by image': peer('single', 100 * batch),
    'DataLoader over pixels, whole batches': peer('whole', 100 * batch),
    'DataLoader over pixels, arithmetic after it': peer('late', 100 * batch),
    ...(values.jpegs && { 'DataLoader over JPEGs, Pillow': peer('jpeg', 16 * batch) }),
  }),
};

try {
  await writePixels(dataset, told.pixels);
  writeFileSync(told.mean, pixelMean(dataset));
  const found = new Map(Object.keys(SIDES).map((side) => [side, []]));
  for (let round = 1; round <= Number(values.rounds); round++)
    for (const [side, command] of Object.entries(SIDES)) {
      try {
        const { rate, ...more } = await lastLine(command, { env: PEER_ENVIRONMENT });
        found.get(side).push(rate);
        console.error(`round ${round}, ${side}: ${Math.round(rate)} images a second ${JSON.stringify(more)}`);
      } catch (error) {
        console.error(`${side}: ${complaint(error)}`);
      }
    }
  const ours = found.get('ours');
  const rows = [...found].filter(([, rates]) => rates.length > 0);
  console.log(
    table([
      ['images a second', 'median', 'best', 'ours / theirs, median of rounds'],
      ...rows.map(([side, rates]) => [
        side,
        ...[median(rates), Math.max(...rates)].map((rate) => Math.round(rate).toLocaleString('en')),
        median(rates.map((rate, round) => ours[round] / rate)).toFixed(2),
      ]),
    ]),
  );
} finally {
  rmSync(folder, { recursive: true });
}
