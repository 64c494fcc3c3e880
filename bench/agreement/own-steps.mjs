/** @file Our steps in this process, with the state kept every so often, for others to begin from. */
import { join } from 'node:path';
import { batchSamples } from '../../dist/data/batches/order.js';
import { writeSafetensors } from '../../dist/store/safetensors.js';
import { caseTrainer, readCase } from '../case.mjs';

/** Loss of each of `steps` steps on batches in the order of the file; step-<k>.safetensors in `into` holds the state before step k. */
export async function ownSteps(folder, { steps, every, into, rules = 'all' }) {
  const what = await readCase(folder);
  const { batch_size: batchSize, learning_rate, dataset } = what;
  const order = { count: dataset.train.count, batchSize, shuffle: false, seed: 0, run: 0 };
  const rates = new Float64Array(every).fill(learning_rate);
  const trainer = await caseTrainer(what, 1, rules);
  const losses = [];
  for (let step = 0; step < steps; step += every) {
    await writeSafetensors(join(into, `step-${step}.safetensors`), await trainer.read());
    losses.push(...(await trainer.train(batchSamples(order, step, every), rates)).loss);
  }
  await trainer.close();
  return losses;
}
