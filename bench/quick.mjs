/** @file The quick MNIST experiment, as the product runs it: what --command and --jobs time. */
import { join } from 'node:path';
import { loadExperiment } from '../dist/config/load.js';
import { totalIterations } from '../dist/config/phases.js';
import { stepsPerEpoch } from '../dist/data/batches/order.js';
import { loadDataset } from '../dist/data/datasets.js';
import { output } from './processes.mjs';

const ROOT = join(import.meta.dirname, '..');
const QUICK = join(ROOT, 'configs/quick/mnist.yaml');
export const MAIN = join(ROOT, 'dist/cli/main.js');

/** Overrides for `runs` runs of one activation, `times` as long as the quick experiment. */
export const overridesFor = ({ activation, runs, times }) => [
  `variants.activation=[${activation}]`,
  `runs=${runs}`,
  `train.epochs=${loadExperiment(QUICK).train.epochs * times}`,
];

/** The experiment with these overrides, and the number of steps of one run. */
export async function quickExperiment(overrides) {
  const experiment = loadExperiment(QUICK, overrides);
  const { count } = (await loadDataset(experiment.dataset)).train;
  return {
    experiment,
    steps: totalIterations(experiment.train, stepsPerEpoch(count, experiment.train.batch_size)),
  };
}

/** Wall-clock seconds of the whole command, from its start to its end. */
export async function commandSeconds(overrides, options) {
  const start = performance.now();
  await output(process.execPath, [MAIN, 'run', QUICK, ...overrides, '--quiet', ...options]);
  return (performance.now() - start) / 1000;
}
