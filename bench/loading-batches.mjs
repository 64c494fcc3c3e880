/** @file Makes batches of prepared images for some seconds, as training takes them, and prints images a second and the most memory. */
import { batchImages } from '../dist/data/batches/batch-images.js';
import { openPreparer } from '../dist/data/batches/preparer.js';
import { cuttingOf, imageShape } from '../dist/data/cut/keeping.js';
import { viewed } from '../dist/data/cut/view.js';
import { loadDataset } from '../dist/data/datasets.js';

const MS = 4000;
const { data, crop, batch, workers } = JSON.parse(process.argv[2]);

const { train, imageSize, sampleShape } = viewed(await loadDataset({ name: 'images', dir: data }), {
  crop,
  mean: true,
});
const maker = batchImages({
  order: { count: train.count, batchSize: batch, shuffle: true, seed: 1, run: 0 },
  cutting: cuttingOf(train, imageShape({ imageSize, sampleShape })),
  augmentation: { pad: 0, flip: true },
});
const preparer = openPreparer([maker], { threads: workers });
let step = 0;
const take = () => preparer.take(step++, 1, Infinity);
// The first batches wait for the threads to begin.
for (let i = 0; i < 2 * workers; i++) await take();
const begun = performance.now();
let batches = 0;
for (; performance.now() - begun < MS; batches++) await take();
const rate = (1000 * batches * batch) / (performance.now() - begun);
console.log(JSON.stringify({ rate, peak_mb: Math.round(process.resourceUsage().maxRSS / 1000) }));
await preparer.close();
