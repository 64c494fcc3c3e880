/** @file What is the same for many runs is looked at once, before anything is made for them: data, network, batches. */
import { checkAsked } from '../config/asked-fields.ts';
import { networkOf } from '../config/build.ts';
import type { Experiment, RunPlan } from '../config/experiment.ts';
import { stepsPerEpoch } from '../data/batches/order.ts';
import type { Look } from '../data/dataset.ts';
import { lookAtDataset } from '../data/datasets.ts';

/** Names the data that a run loads, with what is fitted to them: runs that share it find the same, good or bad. */
export const dataKey = ({
  dataset: { name, dir, size, crop, preprocess },
  engine: { threads },
}: Pick<Experiment, 'dataset' | 'engine'>): string =>
  JSON.stringify([name, dir, size, crop, preprocess, threads]);

/**
 * Throws the user error that the first of these runs would end with, as far as it shows without reading data through: exit code 3 for data that
 * are missing or damaged, 2 for a network or a batch that doesn't fit them.
 */
export async function checkPlans(plans: readonly RunPlan[]): Promise<void> {
  const looks = new Map<string, Look>();
  const variants = new Set<string>();
  for (const { experiment, variantName } of plans) {
    if (variants.has(variantName)) continue;
    variants.add(variantName);
    const key = dataKey(experiment);
    const look = looks.get(key) ?? (await lookAtDataset(experiment.dataset));
    looks.set(key, look);
    networkOf(experiment, look);
    checkAsked(experiment, look);
    stepsPerEpoch(look.train, experiment.train.batch_size);
  }
}
