/** @file What a run holds of the memory, counted from its network and its data set. */
import { networkOf } from '../../config/build.ts';
import type { RunPlan } from '../../config/experiment.ts';
import { preparedBytes } from '../../data/batches/preparer.ts';
import { activationNumbers, stateNumbers } from '../../network/flops.ts';
import { size } from '../../shape.ts';
import type { Samples } from './samples.ts';

const FLOAT = 4;
/** Program, engine and compiled graphs. */
const BASE_BYTES = 250e6;
/** The larger tensors that a training step holds at once, in units of what its forward pass makes: gradients come to those. */
const STEP_SHARE = 1.5;

/** Bytes that a process of so many runs holds at most: program, data set, and for each run its state, its batches and what a step makes. */
export function memoryOf({ experiment }: RunPlan, data: Omit<Samples, 'here'>, runs = 1): number {
  const { dataset, train, optimizer } = experiment;
  const network = networkOf(experiment, data);
  // What is whitened stays in a file.
  const isInFiles = data.inFiles || Boolean(dataset.preprocess?.zca);
  const images = isInFiles ? 0 : (data.train + data.test) * size(data.sampleShape);
  const isMade = isInFiles || dataset.augment || dataset.crop || dataset.preprocess?.mean;
  const batch = FLOAT * train.batch_size * size(network.sampleShape);
  const state = 2 * stateNumbers(network, optimizer);
  const step = STEP_SHARE * train.batch_size * activationNumbers(network);
  return BASE_BYTES + images + runs * (FLOAT * (state + step) + (isMade ? preparedBytes(batch) : 0));
}
