/** @file Times a step of several runs of one shape that an engine trains together. `node replicas.mjs CASE THREADS ENGINE COUNT` prints a line of JSON. */
import { ENGINES } from '../../dist/engines/engines.js';
import { readCase } from '../case.mjs';
import { median } from '../numbers.mjs';

const WARM_UP = 2;

const [folder, threads, name, count] = process.argv.slice(2);
const { network, objective, optimizer, batch_size, learning_rate, dataset, parameters, calls } =
  await readCase(folder);
const engine = await ENGINES[name].load();
if (!engine.createReplicas) throw new Error(`${name} trains one run at a time`);
const spec = { network, objective, optimizer, batchSize: batch_size, dataset };
const specs = Array.from({ length: Number(count) }, () => ({
  ...spec,
  threads: Number(threads),
  rules: 'all',
}));
const replicas = await engine.createReplicas(specs);
for (const i of specs.keys()) await replicas.write(i, parameters);

const steps = calls[0].length / batch_size;
const rates = new Float64Array(steps).fill(learning_rate);
const times = [];
let loss;
for (const [i, samples] of calls.entries()) {
  const start = performance.now();
  const results = await replicas.train(specs.map(() => ({ samples, rates })));
  if (i >= WARM_UP || calls.length <= WARM_UP) times.push((performance.now() - start) / steps);
  loss = results[0].loss.at(-1);
}
await replicas.close();
console.log(
  JSON.stringify({
    best_ms: Math.min(...times),
    median_ms: median(times),
    loss,
    version: replicas.device,
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
