/** @file A store of prepared pictures as a data set: its images are read from the shards, never all at once. */
import type { Dataset, Look, Split } from '../dataset.ts';
import { bytesReader } from './bytes.ts';
import { floatsReader, open } from './floats.ts';
import { openShards, type ShardSplit } from './open.ts';
import { readIndex, splitSums } from './store-index.ts';

/** The data set in a folder of shards; throws as `openShards` does. */
export function shardsDataset(folder: string): Dataset {
  const { size, classes, train, test, sums, checksums } = openShards(folder);
  return { ...samplesOf(size, classes.length), train: splitOf(train), test: splitOf(test), sums, checksums };
}

const splitOf = ({ labels, told }: ShardSplit): Split => ({
  count: labels.length,
  labels,
  read: open(told),
  reader: floatsReader(told),
  bytes: bytesReader(told),
});

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
