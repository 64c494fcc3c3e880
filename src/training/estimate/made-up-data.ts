/** @file A data set of noise, for runs of which only the time counts. */
import type { SampleFacts } from '../../config/build.ts';
import type { Dataset, Split } from '../../data/dataset.ts';
import { residentSplit } from '../../data/resident-split.ts';
import { randomStream } from '../../random/stream.ts';
import { size } from '../../shape.ts';

/** So many images of noise to train on and to test with, in the shape of a data set. */
export function madeUpData(
  { sampleShape, imageSize, classes }: SampleFacts,
  counts: { readonly train: number; readonly test: number },
): Dataset {
  const random = randomStream({ seed: 0, run: 0, purpose: 'probe', index: 0 });
  const sample = size(sampleShape);
  const split = (count: number): Split => {
    const values = Uint8Array.from({ length: count * sample }, () => random.below(256));
    return residentSplit(
      { values },
      Uint16Array.from({ length: count }, (_, i) => i % classes),
    );
  };
  return {
    sampleShape,
    imageSize,
    classes,
    train: split(counts.train),
    test: split(counts.test),
    checksums: {},
  };
}
