/** @file The data set of an experiment as an estimate needs it: its shapes and how many samples it has, whether it is here or not. */
import type { SampleFacts } from '../../config/build.ts';
import type { RunPlan } from '../../config/experiment.ts';
import { loadDataset, publishedSamples } from '../../data/datasets.ts';
import { UserError } from '../../errors.ts';

/** Samples of a data set that counts stand for. */
export interface Samples extends SampleFacts {
  readonly train: number;
  readonly test: number;
  /** Whether its images stay in files. */
  readonly inFiles?: boolean;
  /** Whether the data set is here; else its published size is meant. */
  readonly here: boolean;
}

/**
 * The data set of an experiment, or what is known of it.
 * @throws UserError where neither is to be had.
 */
export async function samplesOf({ experiment }: RunPlan): Promise<Samples> {
  const samples = publishedSamples(experiment.dataset);
  try {
    const { train, test, ...facts } = await loadDataset(experiment.dataset);
    const counts = { train: train.count, test: test.count };
    return { ...facts, ...counts, inFiles: !train.resident, here: true };
  } catch (error) {
    if (!(error instanceof UserError) || !samples) throw error;
    return { ...samples, here: false };
  }
}
