/** @file The test samples that a network is measured on, where these are not all: a random choice, the same for every run and variant of a seed. */
import { randomStream } from '../../random/stream.ts';
import type { Dataset } from '../dataset.ts';
import { chosenSamples } from './gather.ts';

/** The data set with `wanted` of its test samples, or with all where there are no more. */
export function withTestSamples<Data extends Pick<Dataset, 'test'>>(
  dataset: Data,
  wanted: number | undefined,
  seed: number,
): Data {
  const { test } = dataset;
  if (wanted === undefined || wanted >= test.count) return dataset;
  return { ...dataset, test: chosenSamples(test, chosen(wanted, test.count, seed)) };
}

/** So many of 0 … count − 1, each set of them equally likely: the first places of Fisher and Yates' shuffle, put into the order of the files. */
export function chosen(wanted: number, count: number, seed: number): Int32Array {
  const random = randomStream({ seed, run: 0, purpose: 'evaluate', index: 0 });
  const all = Int32Array.from({ length: count }, (_, i) => i);
  for (let place = 0; place < wanted; place++) {
    const other = place + random.below(count - place);
    const moved = all[place]!;
    all[place] = all[other]!;
    all[other] = moved;
  }
  return all.slice(0, wanted).sort();
}
