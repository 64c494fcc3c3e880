/** @file index.json of a store: what it holds, and by which checksums each of its files is known. Whatever it says, it leads to no other file. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { dataError } from '../../errors.ts';
import { type Guards, isCount, isRecord, isText, passes } from '../../files/json-guards.ts';
import { obstacle } from '../../files/regular-file.ts';
import { CODECS, type CodecName } from '../pictures/codecs.ts';
import {
  indexFile,
  labelsName,
  MOST_SIZE,
  ODD,
  SPLITS,
  type SplitName,
  SUMS,
  shardName,
  VERSION,
} from './layout.ts';

export interface FileSum {
  readonly bytes: number;
  readonly sha256: string;
}

export interface ShardSum extends FileSum {
  readonly pictures: number;
}

export interface SplitIndex {
  readonly pictures: number;
  /** Left out, as they can't be read. */
  readonly skipped: number;
  /** Taken with a harmless oddity. */
  readonly odd: number;
  readonly labels: FileSum;
  readonly shards: readonly ShardSum[];
}

/** Where the pictures came from. */
export interface SourceNote {
  readonly title: string;
  /** Its folder, as an absolute path. */
  readonly root: string;
  /** SHA-256 of the list of its pictures. */
  readonly list: string;
  readonly checksums: Readonly<Record<string, string>>;
  readonly remarks: readonly string[];
}

export interface StoreIndex {
  readonly kind: typeof KIND;
  readonly version: number;
  readonly size: number;
  readonly codec: CodecName;
  readonly classes: readonly string[];
  readonly source: SourceNote;
  readonly train: SplitIndex;
  readonly test: SplitIndex;
  readonly sums: FileSum;
  readonly odd: FileSum;
}

export const KIND = 'elu-bench pictures';

/** An index of 65,536 classes with long names, and of 4,000 shards, is smaller. */
const MOST_BYTES = 2 ** 24;
const MOST_CLASSES = 2 ** 16;
const MOST_PICTURES = 2 ** 25;

/** The text of index.json, which ends with a checksum of its own. */
export function indexText(index: StoreIndex): string {
  const sha256 = createHash('sha256').update(JSON.stringify(index)).digest('hex');
  return `${JSON.stringify({ ...index, sha256 }, undefined, 1)}\n`;
}

/** Files of a store, by name: everything but index.json. */
export const storeFiles = ({ train, test, sums, odd }: StoreIndex): ReadonlyMap<string, FileSum> =>
  new Map([
    ...SPLITS.flatMap((split): [string, FileSum][] => {
      const { labels, shards } = { train, test }[split];
      return [
        [labelsName(split), labels],
        ...shards.map((shard, i): [string, FileSum] => [shardName(split, i), shard]),
      ];
    }),
    [SUMS, sums],
    [ODD, odd],
  ]);

/** Whether a folder is a store, or looks like one. */
export const isStore = (folder: string): boolean => obstacle(indexFile(folder)) === undefined;

/**
 * What a store says of itself, and that its files are there at their lengths.
 * @throws UserError (exit code 3) where it is none, another version's, or damaged as far as that shows.
 */
export function readIndex(folder: string): StoreIndex {
  const file = indexFile(folder);
  const problem = obstacle(file);
  if (problem !== undefined) throw dataError(`${file}: ${problem}; ${PREPARE}.`);
  const { size } = statSync(file);
  if (size > MOST_BYTES) throw dataError(`${file}: ${size} bytes; expected at most ${MOST_BYTES}.`);
  const index = parseIndex(readFileSync(file, 'utf8'), file);
  for (const [name, { bytes }] of storeFiles(index)) checkLength(`${dirname(file)}/${name}`, bytes);
  return index;
}

const PREPARE = '"elu-bench data prepare" makes a folder of prepared pictures';
const ANEW = 'Delete the folder, and prepare the data anew ("elu-bench data prepare")';

function checkLength(file: string, bytes: number): void {
  const problem = obstacle(file);
  if (problem !== undefined) throw dataError(`${file}: ${problem}. ${ANEW}.`);
  const found = statSync(file).size;
  if (found !== bytes) throw dataError(`${file}: ${found} bytes; expected ${bytes}. ${ANEW}.`);
}

/** @throws UserError (exit code 3) for what this version has not written. */
export function parseIndex(text: string, file: string): StoreIndex {
  const parsed = parsedJson(text);
  if (!isRecord(parsed) || parsed.kind !== KIND)
    throw dataError(`${file}: not the index of prepared pictures; ${PREPARE}.`);
  if (parsed.version !== VERSION)
    throw dataError(
      `${file}: of version ${JSON.stringify(parsed.version)?.slice(0, 20)} of the layout; expected ${VERSION}. ${ANEW}, or use the elu-bench that made it.`,
    );
  const { sha256, ...index } = parsed;
  if (passes(index, INDEX) && indexText(index) === text && addsUp(index)) return index;
  throw dataError(`${file}: damaged, or changed since it was written. ${ANEW}.`);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isSha256 = (value: unknown): boolean => isText(value) && /^[0-9a-f]{64}$/.test(value);
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isTextRecord = (value: unknown): boolean => isRecord(value) && Object.values(value).every(isText);

const FILE: Guards<FileSum> = { bytes: isCount, sha256: isSha256 };
const isFile = (value: unknown): boolean => passes(value, FILE);
const SHARD: Guards<ShardSum> = { ...FILE, pictures: isCount };
const SPLIT: Guards<SplitIndex> = {
  pictures: isCount,
  skipped: isCount,
  odd: isCount,
  labels: isFile,
  shards: (value) => Array.isArray(value) && value.every((shard) => passes(shard, SHARD)),
};
const isSplit = (value: unknown): boolean => passes(value, SPLIT);
const SOURCE: Guards<SourceNote> = {
  title: isText,
  root: isText,
  list: isSha256,
  checksums: isTextRecord,
  remarks: isTexts,
};
const INDEX: Guards<StoreIndex> = {
  kind: isText,
  version: isCount,
  size: (value) => isCount(value) && value >= 1 && value <= MOST_SIZE,
  codec: (value) => isText(value) && Object.hasOwn(CODECS, value),
  classes: (value) => isTexts(value) && (value as unknown[]).length <= MOST_CLASSES,
  source: (value) => passes(value, SOURCE),
  train: isSplit,
  test: isSplit,
  sums: isFile,
  odd: isFile,
};

/** Whether its counts and lengths fit each other. */
const addsUp = ({ size, classes, train, test, sums }: StoreIndex): boolean =>
  classes.length > 0 &&
  sums.bytes === 3 * size * size * Float64Array.BYTES_PER_ELEMENT &&
  [train, test].every(
    ({ pictures, labels, shards }) =>
      pictures > 0 &&
      pictures <= MOST_PICTURES &&
      labels.bytes === pictures * Uint16Array.BYTES_PER_ELEMENT &&
      shards.reduce((sum, shard) => sum + shard.pictures, 0) === pictures,
  );

/** A checksum of what each split holds, whatever folder it lies in. */
export function splitSums(index: StoreIndex): Readonly<Record<SplitName, string>> {
  const sumOf = ({ labels, shards }: SplitIndex) =>
    createHash('sha256')
      .update([labels, ...shards].map(({ sha256 }) => sha256).join())
      .digest('hex');
  return { train: sumOf(index.train), test: sumOf(index.test) };
}
