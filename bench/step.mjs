/** @file Times our own training step in this process, as peers/timing.py does the others'. `node step.mjs CASE THREADS` prints one line of JSON. */
import { caseTrainer, readCase } from './case.mjs';
import { median } from './numbers.mjs';

/** Calls before the clock starts. */
const WARM_UP = 2;

const [folder, threads] = process.argv.slice(2);
const what = await readCase(folder);
const { batch_size, learning_rate, calls } = what;
const trainer = await caseTrainer(what, Number(threads));

const steps = calls[0].length / batch_size;
const rates = new Float64Array(steps).fill(learning_rate);
const times = [];
let loss;
for (const [i, samples] of calls.entries()) {
  const start = performance.now();
  const results = await trainer.train(samples, rates);
  if (i >= WARM_UP) times.push((performance.now() - start) / steps);
  else loss = results.loss.at(-1);
}
await trainer.close();
const mean_ms = times.reduce((sum, time) => sum + time, 0) / times.length;
const timed = {
  best_ms: Math.min(...times),
  median_ms: median(times),
  mean_ms,
  steps: times.length * steps,
  loss,
};
const side = { peer: 'elu-bench', version: trainer.device, mode: 'in-process', threads: Number(threads) };
console.log(JSON.stringify({ ...side, ...timed }));
