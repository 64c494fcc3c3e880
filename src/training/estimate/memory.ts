/** @file What a run holds of the memory, counted from its network and its data set. */
import { networkOf } from '../../config/build.ts';
import type { RunPlan } from '../../config/experiment.ts';
import { activationNumbers, stateNumbers } from '../../network/flops.ts';
import { size } from '../../shape.ts';
import type { Samples } from './samples.ts';

const FLOAT = 4;
/** Program, engine and compiled graphs. */
const BASE_BYTES = 250e6;
/** The larger tensors that a training step holds at once, in units of what its forward pass makes: gradients come to those. */
const STEP_SHARE = 1.5;

/** Bytes that a process of so many runs holds at most: program, data set, and for each run its state and what a step makes. */
export function memoryOf({ experiment }: RunPlan, data: Omit<Samples, 'here'>, runs = 1): number {
  const network = networkOf(experiment, data);
  const sample = size(data.sampleShape);
  // Bytes; what is whitened stays in a file.
  const images = experiment.dataset.preprocess?.zca ? 0 : (data.train + data.test) * sample;
  const state = 2 * stateNumbers(network, experiment.optimizer);
  const step = STEP_SHARE * experiment.train.batch_size * activationNumbers(network);
  return BASE_BYTES + images + runs * FLOAT * (state + step);
}
