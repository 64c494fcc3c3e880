/** @file How prepared pictures lie in a folder: shards of records, one picture after another, and beside them what is known of all. */
import { join } from 'node:path';

/** Of this layout; stores of another are refused. */
export const VERSION = 1;

/** Pictures of the source that make a shard, at most: 1.6 GB raw at 256 × 256. */
export const SHARD_PICTURES = 8192;

/** Height and width that pictures can be prepared in. */
export const MOST_SIZE = 1024;

export const SPLITS = ['train', 'test'] as const;
export type SplitName = (typeof SPLITS)[number];

/** The file that makes a folder a store: written last, and read first. */
export const indexFile = (folder: string): string => join(folder, 'index.json');

/** Shard `i` of a split. */
export const shardName = (split: SplitName, i: number): string =>
  `${split}-${String(i).padStart(5, '0')}.shard`;

/** Whether a file is called as a shard is. */
export const isShard = (name: string): boolean => /^(train|test)-\d{5,}\.shard$/.test(name);

/** Class of each picture of a split, two bytes each, the lower first. */
export const labelsName = (split: SplitName): string => `${split}-labels.u16`;

/** Sums of the bytes of all training pictures, a number of a picture each, as float64, the lowest byte first. */
export const SUMS = 'sums.f64';

/** Pictures that were left out, or taken with an oddity: a line each. */
export const ODD = 'odd-pictures.txt';

/** Folder of a size inside the folder of a data set. */
export const sizeFolder = (folder: string, size: number): string => join(folder, `${size}px`);

/** The size that a folder is named by; undefined where it is none. */
export function sizeOf(name: string): number | undefined {
  const [, digits] = /^([1-9]\d{0,3})px$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
