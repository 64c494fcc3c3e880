/** @file A run plan as unit tests need one: E1's smallest network, with whatever the test wants otherwise. */
import type { Experiment, RunPlan } from '../src/config/experiment.ts';

const experiment: Experiment = {
  name: 'mnist',
  seed: 7,
  runs: 1,
  first_run: 0,
  variants: { activation: ['elu'] },
  dataset: { name: 'mnist', shuffle: true },
  network: { hidden: [128, 128], activation: { name: 'elu', alpha: 1 }, init: 'he' },
  objective: 'cross_entropy',
  optimizer: { name: 'sgd', learning_rate: 0.01, momentum: 0, weight_decay: 0 },
  train: { batch_size: 64, epochs: 2 },
  evaluate: { every: { count: 1, unit: 'epochs' } },
  probe: { samples: 1000, per_unit: false, medians: false },
  checkpoint: { every: { count: 1, unit: 'minutes' }, initial: false },
  engine: { name: 'onnx', threads: 1, rules: 'all' },
};

/** Run 0 of the ELU variant, but for the given changes. */
export const samplePlan = (changes: Partial<RunPlan> = {}, other: Partial<Experiment> = {}): RunPlan => ({
  experiment: { ...experiment, ...other },
  variant: { activation: 'elu' },
  variantName: 'activation=elu',
  run: 0,
  ...changes,
});
