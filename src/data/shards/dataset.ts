/** @file A store of prepared pictures as a data set: its images are read from the shards, never all at once. */
import { bytesSplit } from '../cut/cut-split.ts';
import type { Dataset, Look, Split } from '../dataset.ts';
import { bytesReader } from './bytes.ts';
import { openShards, type ShardSplit } from './open.ts';
import { readIndex, splitSums } from './store-index.ts';

/** The data set in a folder of shards; throws as `openShards` does. */
export function shardsDataset(folder: string): Dataset {
  const { size, classes, train, test, sums, checksums } = openShards(folder);
  const splits = { train: splitOf(train, size), test: splitOf(test, size) };
  return { ...samplesOf(size, classes.length), ...splits, sums, checksums, byClass: true };
}

const splitOf = ({ labels, told }: ShardSplit, size: number): Split =>
  bytesSplit(bytesReader(told), [3, size, size], labels);

/** What its index says; throws as `shardsDataset` does for what shows so. */
export function lookAtShards(folder: string): Look {
  const { size, classes, train } = readIndex(folder);
  return { ...samplesOf(size, classes.length), train: train.pictures };
}

const samplesOf = (size: number, classes: number) => ({
  sampleShape: [3, size, size],
  imageSize: [size, size] as const,
  classes,
});

/** What `shardsDataset` gives as checksums. */
export const shardsChecksums = (folder: string): Dataset['checksums'] => splitSums(readIndex(folder));
