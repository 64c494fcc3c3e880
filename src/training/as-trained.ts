/** @file A data set as the steps of an experiment take it: its images seen as `dataset` says, and where threads read them in memory that they share. */
import type { Experiment } from '../config/experiment.ts';
import { viewed } from '../data/cut/view.ts';
import type { Dataset, Split } from '../data/dataset.ts';
import { sharedImages } from '../data/images.ts';
import { residentSplit } from '../data/resident-split.ts';

/** @throws UserError (exit code 2) where the images are not of the size that it says, or smaller than the crop. */
export function asTrained({ dataset }: Pick<Experiment, 'dataset'>, data: Dataset): Dataset {
  const { augment, crop, preprocess } = dataset;
  const mean = preprocess?.mean === 'pixel';
  // Threads make the batches of these.
  const isMade = augment || mean || crop !== undefined;
  return viewed(isMade ? { ...data, train: shared(data.train) } : data, { ...dataset, mean });
}

/** The same split, whose images threads can read without a copy. */
const shared = (split: Split): Split =>
  split.resident ? residentSplit(sharedImages(split.resident), split.labels) : split;
