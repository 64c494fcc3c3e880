/** @file Opens a store of prepared pictures: its labels and sums come into memory, its pictures are read when they are wanted. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataError } from '../../errors.ts';
import type { CodecName } from '../pictures/codecs.ts';
import type { SplitTold } from './bytes.ts';
import { labelsName, type SplitName, SUMS, shardName } from './layout.ts';
import { type FileSum, readIndex, type StoreIndex, splitSums } from './store-index.ts';

export interface ShardSplit {
  readonly labels: Uint16Array;
  /** How any thread reads its pictures. */
  readonly told: SplitTold;
}

export interface Shards {
  readonly size: number;
  readonly classes: readonly string[];
  readonly codec: CodecName;
  readonly train: ShardSplit;
  readonly test: ShardSplit;
  /** Of the bytes of all training pictures, [3, size, size]. */
  readonly sums: Float64Array;
  /** Of each split, whatever folder it lies in. */
  readonly checksums: Readonly<Record<string, string>>;
}

/**
 * The store in a folder.
 * @throws UserError (exit code 3) where it is none, of another version, or damaged as far as shows without reading its shards.
 */
export function openShards(folder: string): Shards {
  const index = readIndex(folder);
  const { size, codec, classes } = index;
  return {
    ...{ size, codec, classes, checksums: splitSums(index) },
    train: splitOf(index, 'train', folder),
    test: splitOf(index, 'test', folder),
    sums: numbers(Float64Array, checked(folder, SUMS, index.sums)),
  };
}

function splitOf(index: StoreIndex, split: SplitName, folder: string): ShardSplit {
  const { labels, shards } = index[split];
  const told: SplitTold = {
    ...{ folder, size: index.size, codec: index.codec, root: index.source.root },
    shards: shards.map(({ bytes, pictures }, i) => ({ name: shardName(split, i), bytes, pictures })),
  };
  const name = labelsName(split);
  const classes = numbers(Uint16Array, checked(folder, name, labels));
  if (classes.some((label) => label >= index.classes.length))
    throw dataError(
      `${join(folder, name)}: a label beyond the ${index.classes.length} classes; it is damaged. Prepare the data anew.`,
    );
  return { labels: classes, told };
}

/** A small file of a store, whose length was checked. */
function checked(folder: string, name: string, { sha256 }: FileSum): Buffer {
  const file = join(folder, name);
  const bytes = readFileSync(file);
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
  throw dataError(`${file}: damaged, its sha256 is not that of index.json. Prepare the data anew.`);
}

/** Bytes as numbers, little-endian as on all machines that are supported; a copy, so that they begin where such numbers may. */
const numbers = <T>(type: new (buffer: ArrayBuffer) => T, bytes: Buffer): T =>
  new type(new Uint8Array(bytes).buffer);
