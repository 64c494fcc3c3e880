/**
 * @file Times our own training step in this process, as peers/timing.py does the others'. `node step.mjs CASE THREADS [RULES [ENGINE]]` prints one line of
 * JSON; RULES are `none` or names with commas between them, by default all.
 */
import { evaluate } from '../dist/measure/evaluate.js';
import { casePreparer, caseTrainer, readCase } from './case.mjs';
import { median } from './numbers.mjs';

/** Calls before the clock starts. */
const WARM_UP = 2;

const [folder, threads, rules = 'all', engine = 'onnx'] = process.argv.slice(2);
const what = await readCase(folder);
const { batch_size, learning_rate, calls } = what;
const trainer = await caseTrainer(
  what,
  Number(threads),
  ['all', 'none'].includes(rules) ? rules : rules.split(','),
  engine,
);
const preparer = casePreparer(what, trainer);
// The trainer has them; the peak of memory is to be what training takes.
delete what.parameters;

const steps = calls[0].length / batch_size;
const rates = new Float64Array(steps).fill(learning_rate);
const times = [];
const processor = [];
let loss;
for (const [i, samples] of calls.entries()) {
  const start = performance.now();
  const before = process.cpuUsage();
  const prepared = await preparer?.take(i * steps, steps, calls.length * steps);
  const results = what.evaluations
    ? await evaluate({ ...what, trainer }, 'train', what.evaluations[i])
    : await trainer.train(samples, rates, prepared);
  const { user, system } = process.cpuUsage(before);
  if (i >= WARM_UP) {
    times.push((performance.now() - start) / steps);
    processor.push((user + system) / 1000 / steps);
  } else loss = what.evaluations ? results.loss : results.loss.at(-1);
}
await Promise.all([trainer.close(), preparer?.close()]);
const mean_ms = times.reduce((sum, time) => sum + time, 0) / times.length;
const timed = {
  best_ms: Math.min(...times),
  median_ms: median(times),
  mean_ms,
  steps: times.length * steps,
  loss,
  // What the processors did, all threads together: steadier than the clock where others use the machine too.
  cpu_ms: Math.min(...processor),
  peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
};
const peer = engine === 'onnx' ? 'elu-bench' : `elu-bench --engine ${engine}`;
const side = { peer, version: trainer.device, mode: 'in-process', threads: Number(threads) };
console.log(JSON.stringify({ ...side, ...timed }));
