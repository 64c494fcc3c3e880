/** @file The samples that a network is measured on, where these are not all: random choices, the same for every run and variant of a seed. */
import { randomStream } from '../../random/stream.ts';
import type { Dataset } from '../dataset.ts';
import { chosenSamples } from './gather.ts';

interface Wanted {
  readonly seed: number;
  /** Test samples, at most; absent: all. */
  readonly test: number | undefined;
  /** So many training samples are measured, at most; where all are, others may be by themselves. */
  readonly train: number;
}

/** Choices that are drawn, each of a stream of its own. */
const CHOICES = { test: 0, train: 1 } as const;

/**
 * The data set whose test samples are some of all, in the order of the files. Where training samples lie class by class, those come first that a
 * shuffle has brought there.
 */
export function withMeasured<Data extends Pick<Dataset, 'test' | 'train' | 'byClass'>>(
  dataset: Data,
  { seed, test: wanted = Infinity, train: first }: Wanted,
): Data {
  const { test, train, byClass } = dataset;
  const some = () => mixed(wanted, test.count, { seed, of: 'test' }).slice(0, wanted).sort();
  return {
    ...dataset,
    ...(wanted < test.count && { test: chosenSamples(test, some()) }),
    ...(byClass && { train: chosenSamples(train, mixed(first, train.count, { seed, of: 'train' })) }),
  };
}

/** 0 … count − 1, of which the first so many places are taken by any with the same chance: Fisher and Yates' shuffle, ended there. */
export function mixed(
  first: number,
  count: number,
  { seed, of }: { readonly seed: number; readonly of: keyof typeof CHOICES },
): Int32Array {
  const random = randomStream({ seed, run: 0, purpose: 'evaluate', index: CHOICES[of] });
  const all = Int32Array.from({ length: count }, (_, i) => i);
  for (let place = 0; place < Math.min(first, count); place++) {
    const other = place + random.below(count - place);
    const moved = all[place]!;
    all[place] = all[other]!;
    all[other] = moved;
  }
  return all;
}
