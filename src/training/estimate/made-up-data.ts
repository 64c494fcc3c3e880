/** @file A data set of noise, for runs of which only the time counts. */
import type { SampleFacts } from '../../config/build.ts';
import type { Dataset, Split } from '../../data/dataset.ts';
import { residentSplit } from '../../data/resident-split.ts';
import { randomStream } from '../../random/stream.ts';
import { size } from '../../shape.ts';

/** Bytes of noise, which comes again where images take more. */
const NOISE = 2 ** 20;

/** So many images of noise to train on and to test with, in the shape of a data set. */
export function madeUpData(
  { sampleShape, imageSize, classes }: SampleFacts,
  counts: { readonly train: number; readonly test: number },
): Dataset {
  const random = randomStream({ seed: 0, run: 0, purpose: 'probe', index: 0 });
  const sample = size(sampleShape);
  const noise = Uint8Array.from({ length: NOISE }, () => random.below(256));
  const split = (count: number): Split => {
    const values = new Uint8Array(count * sample);
    for (let at = 0; at < values.length; at += NOISE)
      values.set(noise.subarray(0, Math.min(NOISE, values.length - at)), at);
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
