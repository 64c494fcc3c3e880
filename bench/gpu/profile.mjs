/**
 * @file Where a step's time goes on a device of onnxruntime, by its own profile. `node profile.mjs CASE THREADS DEVICE` prints a line of JSON: ms a step by
 * op, as the host sees it, and by kernel where the provider says how long the GPU took.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEVICES } from '../../dist/engines/onnx/devices.js';
import { createTrainer } from '../../dist/engines/onnx/trainer.js';
import { batchesOf, casePreparer, readCase } from '../case.mjs';

const LISTED = 15;

const [folder, threads, name] = process.argv.slice(2);
const what = await readCase(folder);
const { network, objective, optimizer, batch_size, learning_rate, augment, dataset, parameters, calls } =
  what;
const device = DEVICES[name];
const place = mkdtempSync(join(tmpdir(), 'elu-bench-profile-'));
process.chdir(place);
try {
  const trainer = await createTrainer(
    {
      ...{ network, objective, optimizer, batchSize: batch_size, dataset, threads: Number(threads) },
      ...{ rules: 'all', ...batchesOf(augment) },
    },
    { ...device, sessions: { ...device.sessions, enableProfiling: true, profileFilePrefix: 'profile' } },
    name,
  );
  await trainer.write(parameters);
  const preparer = casePreparer(what, trainer);
  const steps = calls[0].length / batch_size;
  const rates = new Float64Array(steps).fill(learning_rate);
  for (const [i, samples] of calls.slice(0, 2).entries())
    await trainer.train(samples, rates, await preparer?.take(i * steps, steps, 2 * steps));
  await Promise.all([trainer.close(), preparer?.close()]);
  // Each session wrote one when it was released; that of the steps is the longest.
  const [file] = readdirSync('.').sort((a, b) => statSync(b).size - statSync(a).size);
  if (file === undefined) throw new Error('onnxruntime wrote no profile');
  const events = JSON.parse(readFileSync(file, 'utf8'));
  console.log(JSON.stringify(summary(events, steps)));
} finally {
  process.chdir(tmpdir());
  rmSync(place, { recursive: true });
}

/** The ops and kernels that take most. A node that holds others is none of them. */
function summary(events, steps) {
  const [ops, kernels] = [new Map(), new Map()];
  const add = (map, key, us) =>
    map.set(key, { ms: (map.get(key)?.ms ?? 0) + us / 1000, count: (map.get(key)?.count ?? 0) + 1 });
  // The first call compiles kernels and chooses among algorithms.
  const runs = events.filter(({ name: event }) => event === 'model_run');
  const from = runs[Math.floor(runs.length / 2)]?.ts ?? 0;
  for (const { cat, name: event, ts, dur, args } of events) {
    if (ts < from) continue;
    if (cat === 'Node' && event.endsWith('_kernel_time') && args.op_name !== 'Loop')
      add(ops, `${args.op_name} (${(args.provider ?? '').replace('ExecutionProvider', '')})`, dur);
    if (cat === 'Kernel') add(kernels, event, dur);
  }
  const listed = (map) =>
    [...map]
      .sort(([, a], [, b]) => b.ms - a.ms)
      .slice(0, LISTED)
      .map(([key, { ms, count }]) => ({ name: key, ms: ms / steps, count: count / steps }));
  return { ops: listed(ops), kernels: listed(kernels) };
}
