/** @file Records of a split, read from the shards they lie in: each file is opened when it is first needed, and so many are open at most. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { dataError } from '../../errors.ts';
import { whyRefused } from '../../files/file-errors.ts';
import { recordStarts, tableBytes } from './record-table.ts';

/** Shards of a split, as any thread can be told of them. */
export interface SplitFiles {
  readonly folder: string;
  readonly shards: readonly { readonly name: string; readonly bytes: number; readonly pictures: number }[];
}

/** Where record `i` of a split is. */
interface Spot {
  readonly shard: number;
  readonly record: number;
}

export interface Records {
  /** Where a picture of the split is. */
  find(picture: number): Spot;
  /** Bytes of `count` records from this one on. */
  length(spot: Spot, count: number): number;
  /**
   * Reads `count` records from this one on to the beginning of `into`.
   * @throws UserError (exit code 3) naming the file, where it can't be read or ends too early.
   */
  read(spot: Spot, count: number, into: Uint8Array): void;
  /** For errors. */
  name(spot: Spot): string;
}

/** A system allows 1,024 open files to a process, in which several threads may read. */
const MOST_OPEN = 100;

/** The records of a split. */
export function openRecords({ folder, shards }: SplitFiles): Records {
  const first = [0];
  for (const { pictures } of shards) first.push(first.at(-1)! + pictures);
  const pathOf = (shard: number) => join(folder, shards[shard]!.name);
  const starts: Float64Array[] = [];
  /** Descriptors by shard, the one that was used last at the end. */
  const descriptors = new Map<number, number>();

  const descriptorOf = (shard: number): number => {
    const known = descriptors.get(shard);
    descriptors.delete(shard);
    for (const [other, descriptor] of descriptors) {
      if (descriptors.size < MOST_OPEN) break;
      closeSync(descriptor);
      descriptors.delete(other);
    }
    const descriptor = known ?? opened(pathOf(shard));
    descriptors.set(shard, descriptor);
    return descriptor;
  };
  const read = (shard: number, into: Uint8Array, position: number) =>
    readFully(descriptorOf(shard), pathOf(shard), into, position);
  const startsOf = (shard: number): Float64Array => {
    starts[shard] ??= startsIn(shard);
    return starts[shard];
  };
  const startsIn = (shard: number): Float64Array => {
    const { bytes, pictures } = shards[shard]!;
    const table = new Uint8Array(tableBytes(pictures));
    const records = bytes - table.length;
    if (records < 0) throw dataError(`${pathOf(shard)}: too short for ${pictures} pictures.`);
    read(shard, table, records);
    return recordStarts(table, records, pathOf(shard));
  };
  const length = ({ shard, record }: Spot, count: number): number =>
    startsOf(shard)[record + count]! - startsOf(shard)[record]!;
  return {
    find(picture) {
      const shard = lastNotAbove(first, picture);
      return { shard, record: picture - first[shard]! };
    },
    length,
    read(spot, count, into) {
      read(spot.shard, into.subarray(0, length(spot, count)), startsOf(spot.shard)[spot.record]!);
    },
    name: ({ shard, record }) => `${pathOf(shard)}: picture ${record}`,
  };
}

/** Place of the last of some rising numbers that is not above a value; the first is not. */
function lastNotAbove(numbers: readonly number[], value: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Fills `into` from a place of a file on. */
export function readFully(descriptor: number, path: string, into: Uint8Array, position: number): void {
  for (let at = 0; at < into.length; ) {
    let read: number;
    try {
      read = readSync(descriptor, into, at, into.length - at, position + at);
    } catch (error) {
      throw unreadable(path, error);
    }
    if (read === 0) throw dataError(`${path}: it ends too early; something has cut it since it was written.`);
    at += read;
  }
}

const unreadable = (path: string, error: unknown) =>
  dataError(`${path}: cannot be read: ${whyRefused(error as NodeJS.ErrnoException)}.`);
