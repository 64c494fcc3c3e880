/** @file Some samples of a split as a split of their own. */
import type { Split } from '../dataset.ts';
import { gatherImages } from '../images.ts';
import { residentSplit } from '../resident-split.ts';

/** The samples with these indices, in this order; in memory where the whole split is. */
export function chosenSamples({ labels, resident, read }: Split, samples: Int32Array): Split {
  const chosen = Uint16Array.from(samples, (sample) => labels[sample]!);
  if (resident) return residentSplit(gatherImages(resident, samples, labels.length), chosen);
  return {
    count: samples.length,
    labels: chosen,
    read: (places, into) =>
      read(
        Int32Array.from(places, (place) => samples[place]!),
        into,
      ),
  };
}
