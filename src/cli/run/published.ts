/** @file What is known of a run's samples and network before its data are looked at. */
import { networkOf } from '../../config/build.ts';
import type { RunPlan } from '../../config/experiment.ts';
import { publishedSamples } from '../../data/datasets.ts';
import { UserError } from '../../errors.ts';
import type { Network } from '../../network/network.ts';

/** The published samples and the network for them; undefined where there are none, or others must be meant, as they do not go together. */
export function published({
  experiment,
}: RunPlan):
  | { readonly samples: NonNullable<ReturnType<typeof publishedSamples>>; readonly network: Network }
  | undefined {
  const samples = publishedSamples(experiment.dataset);
  if (!samples) return undefined;
  try {
    return { samples, network: networkOf(experiment, samples) };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
