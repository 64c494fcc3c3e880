/**
 * @file Times contrast normalisation and whitening against NumPy, in turn, and compares the whitened images.
 * node bench/zca.mjs [--data DIR|ARCHIVE] [--name cifar10] [--count 50000] [--threads 2] [--rounds 3]
 * Without --data: made-up images whose spectrum falls as that of photographs. Python with NumPy: $ELU_BENCH_PYTHON,
 * else bench/.venv.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadDataset } from '../dist/data/datasets.js';
import { contrastOf } from '../dist/data/preprocess/contrast.js';
import { MAXOUT } from '../dist/data/preprocess/preprocess.js';
import { fitWhitening, whitened } from '../dist/data/preprocess/zca.js';
import { residentSplit } from '../dist/data/resident-split.js';
import { onnxProducts } from '../dist/engines/onnx/products.js';
import { imagesOf } from './images.mjs';
import { lastLine } from './processes.mjs';
import { findPython } from './python.mjs';

const SIZE = 3072;
const COMPARED = 2000;
const PEER = join(import.meta.dirname, 'peers/zca_peer.py');

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    name: { type: 'string', default: 'cifar10' },
    count: { type: 'string', default: '50000' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
  },
});
const threads = Number(values.threads);
const python = await findPython();
if (!python) throw new Error('There is nothing to compare with.');

/** Bytes of images: the data set's, or sums of waves whose amplitudes fall with their frequency, and some noise. */
async function imageBytes() {
  if (values.data) {
    const { train } = await loadDataset({ name: values.name, dir: values.data });
    const count = Math.min(train.count, Number(values.count));
    return Uint8Array.from(await imagesOf(train, count, SIZE), (value) => Math.round(value * 255));
  }
  const bytes = new Uint8Array(Number(values.count) * SIZE);
  for (let at = 0; at < bytes.length; at += SIZE) {
    const wave = () => [Math.random() * 3, Math.random() * 3, Math.random() * 7, Math.random() * 60];
    const waves = Array.from({ length: 4 }, wave);
    for (let i = 0; i < SIZE; i++) {
      const [y, x] = [Math.floor((i % 1024) / 32) / 32, (i % 32) / 32];
      const sum = waves.reduce(
        (s, [fy, fx, phase, height]) => s + height * Math.sin(6 * (fy * y + fx * x) + phase),
        0,
      );
      bytes[at + i] = Math.max(0, Math.min(255, 128 + sum + (Math.random() - 0.5) * 8));
    }
  }
  return bytes;
}

async function ours(bytes, algebra) {
  const [start, lap] = [performance.now(), []];
  const contrast = contrastOf(bytes, SIZE, MAXOUT.contrast);
  const source = residentSplit({ values: bytes, contrast }, new Uint16Array(bytes.length / SIZE));
  lap.push(performance.now());
  const whitening = await fitWhitening(source, SIZE, MAXOUT.zca, algebra);
  lap.push(performance.now());
  const images = new Float32Array(bytes.length);
  let at = 0;
  for await (const chunk of whitened(source, whitening, algebra)) {
    images.set(chunk, at);
    at += chunk.length;
  }
  lap.push(performance.now());
  const [seconds, fit, apply] = lap.map((end, i) => (end - (lap[i - 1] ?? start)) / 1000);
  return { images, seconds: { contrast: seconds, fit, apply } };
}

const total = ({ contrast, fit, apply }) => contrast + fit + apply;
const text = (seconds) =>
  `${total(seconds).toFixed(1)} s (contrast ${seconds.contrast.toFixed(1)}, fit ${seconds.fit.toFixed(1)}, apply ${seconds.apply.toFixed(1)})`;

const bytes = await imageBytes();
const folder = mkdtempSync(join(tmpdir(), 'elu-bench-zca-'));
try {
  const [file, whitened] = [join(folder, 'images'), join(folder, 'whitened')];
  writeFileSync(file, bytes);
  const algebra = await onnxProducts(threads);
  const env = { ...process.env, OPENBLAS_NUM_THREADS: values.threads, MKL_NUM_THREADS: values.threads };
  const peer = (dtype) =>
    lastLine([python, PEER, file, `${bytes.length / SIZE}`, `${SIZE}`, dtype, whitened, `${COMPARED}`], {
      env,
    });
  for (let round = 0; round < Number(values.rounds); round++) {
    const { images, seconds } = await ours(bytes, algebra);
    const [double, single] = [await peer('float64'), await peer('float32')];
    console.log(`elu-bench            ${text(seconds)}`);
    console.log(`NumPy, fit in double ${text(double)}: ratio ${(total(seconds) / total(double)).toFixed(2)}`);
    console.log(`NumPy, all in single ${text(single)}: ratio ${(total(seconds) / total(single)).toFixed(2)}`);
    if (round > 0) continue;
    const reference = new Float64Array(new Uint8Array(readFileSync(whitened)).buffer);
    const worst = reference.reduce((most, x, i) => Math.max(most, Math.abs(x - images[i])), 0);
    console.log(`largest difference from double precision, ${COMPARED} images: ${worst.toExponential(1)}`);
  }
  console.log(`peak memory of this process: ${(process.resourceUsage().maxRSS / 1e6).toFixed(2)} GB`);
} finally {
  rmSync(folder, { recursive: true });
}
