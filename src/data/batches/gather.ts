/** @file Some samples of a split as a split of their own. */
import type { Split } from '../dataset.ts';
import { gatherImages } from '../images.ts';
import { openReader, type Read, type Reader } from '../reader.ts';
import { residentSplit } from '../resident-split.ts';

interface Told {
  readonly reader: Reader;
  readonly samples: Int32Array;
}

/** The samples with these indices, in this order; in memory where the whole split is. */
export function chosenSamples({ labels, resident, read, reader }: Split, samples: Int32Array): Split {
  const chosen = Uint16Array.from(samples, (sample) => labels[sample]!);
  if (resident) return residentSplit(gatherImages(resident, samples, labels.length), chosen);
  const told: Told = { reader, samples };
  return {
    count: samples.length,
    labels: chosen,
    read: through(read, samples),
    reader: { module: import.meta.url, told },
  };
}

/** As readers are opened. */
export const open = async ({ reader, samples }: Told): Promise<Read> =>
  through(await openReader(reader), samples);

const through =
  (read: Read, samples: Int32Array): Read =>
  (places, into) =>
    read(
      Int32Array.from(places, (place) => samples[place]!),
      into,
    );
