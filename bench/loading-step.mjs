/**
 * @file Times training steps of an experiment with the batches that are made for it, and with those of one call that stay in memory, in turn.
 * node bench/loading-step.mjs CONFIG [key=value …]
 */
import { expand } from '../dist/config/expand.js';
import { loadExperiment } from '../dist/config/load.js';
import { batchSamples } from '../dist/data/batches/order.js';
import { selectEngine } from '../dist/engines/select.js';
import { initialParameters } from '../dist/network/init.js';
import { loadData } from '../dist/training/load-data.js';
import { openStage } from '../dist/training/stage.js';
import { median } from './numbers.mjs';

const ROUNDS = 40;

const [config, ...overrides] = process.argv.slice(2);
const [{ experiment, run }] = expand(loadExperiment(config, overrides));
const dataset = await loadData(experiment);
const { name, precision } = experiment.engine;
const engine = await selectEngine(name === 'auto' ? 'onnx' : name, precision);
const stage = await openStage({ experiment, run, dataset, engine });
await stage.trainer.write(initialParameters(stage.network, { seed: experiment.seed, run }));
const { batch_size } = experiment.train;
const order = {
  count: dataset.train.count,
  batchSize: batch_size,
  shuffle: true,
  seed: experiment.seed,
  run,
};

let step = 0;
/** Milliseconds of a step, in a call of so many. */
async function timed(steps, prepare) {
  const begun = performance.now();
  const prepared = await prepare();
  await stage.trainer.train(batchSamples(order, step, steps), new Float64Array(steps), prepared);
  return (performance.now() - begun) / steps;
}

function made(steps) {
  return () => {
    step += steps;
    return stage.prepare(step - steps, steps, Infinity);
  };
}

await timed(1, made(1));
// As many as training has in a call, which takes a fifth of a second.
const steps = Math.max(1, Math.min(stage.most(), Math.floor(200 / (await timed(1, made(1))))));
await timed(steps, made(steps));
// Copied: what is prepared is another's as soon as more is.
const { images, ...others } = await made(steps)();
const kept = { ...others, images: images.slice() };
const times = [];
for (let round = 0; round < ROUNDS; round++)
  times.push([await timed(steps, made(steps)), await timed(steps, () => kept)]);
const [ours, one] = [0, 1].map((side) => median(times.map((pair) => pair[side])).toFixed(2));
const ratios = times.map(([made, kept]) => made / kept);
console.log(
  `ms a step, medians of ${ROUNDS} pairs of calls of ${steps}: ${ours} with batches made, ${one} with those of one call in memory`,
);
console.log(
  `ratio: median ${median(ratios).toFixed(3)}, from ${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}`,
);
process.exit();
