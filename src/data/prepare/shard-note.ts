/** @file What is noted beside a finished shard until all are: by it the next attempt knows whether it can be kept, and what it adds to the whole. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Guards, isCount, isRecord, isText, passes } from '../../files/json-guards.ts';
import { obstacle } from '../../files/regular-file.ts';
import { sha256Of } from '../shards/file-sum.ts';
import { VERSION } from '../shards/layout.ts';
import type { ShardSum } from '../shards/store-index.ts';
import type { Form, Said, Sums } from './picture-batch.ts';

/** A shard, and what is known of its pictures; `at` counts from its first. */
export interface ShardNote extends ShardSum {
  readonly odd: readonly Said[];
  readonly bad: readonly Said[];
  /** Of its pixels; absent where none were added up. */
  readonly sums: Sums | undefined;
}

/** What it was made of, and how. */
export interface Made extends Pick<Form, 'size' | 'codec'> {
  readonly inputs: string;
}

/** The note as a file. */
interface Written extends Omit<ShardNote, 'sums'>, Made {
  readonly version: number;
  /** In base64. */
  readonly sums: string;
}

const ENDING = '.note.json';

export const noteFile = (folder: string, shard: string): string => join(folder, `${shard}${ENDING}`);

/** The shard that a file is the note of; undefined for other files. */
export const shardOfNote = (file: string): string | undefined =>
  file.endsWith(ENDING) ? file.slice(0, -ENDING.length) : undefined;

export const noteText = ({ sums, ...note }: ShardNote, made: Made): string =>
  JSON.stringify({
    ...{ version: VERSION, ...made, ...note },
    sums: sums ? Buffer.from(sums.buffer).toString('base64') : '',
  } satisfies Written);

const isSaid = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => isRecord(one) && isCount(one.at) && isText(one.text));

const WRITTEN: Guards<Written> = {
  version: (value) => value === VERSION,
  size: isCount,
  codec: isText,
  inputs: isText,
  bytes: isCount,
  sha256: isText,
  pictures: isCount,
  odd: isSaid,
  bad: isSaid,
  sums: isText,
};

/** What a note says, where it is one of this version. */
export function readNote(folder: string, shard: string): (ShardNote & Made) | undefined {
  const file = noteFile(folder, shard);
  if (obstacle(file) !== undefined) return undefined;
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  if (!passes(written, WRITTEN)) return undefined;
  const { version, sums, ...note } = written;
  return {
    ...note,
    sums: sums === '' ? undefined : new Uint32Array(new Uint8Array(Buffer.from(sums, 'base64')).buffer),
  };
}

/** Bytes of the shard that a note is of, if they are there. */
export function keptBytes(folder: string, shard: string, { size, codec }: Omit<Made, 'inputs'>): number {
  const note = readNote(folder, shard);
  return note?.size === size && note.codec === codec && hasLength(folder, shard, note) ? note.bytes : 0;
}

/** The note of a shard that was made so and is whole; undefined where there is none. Throws the signal's reason. */
export async function keptShard(
  folder: string,
  shard: string,
  { size, codec, inputs }: Made,
  signal: AbortSignal,
): Promise<ShardNote | undefined> {
  const note = readNote(folder, shard);
  const isSo = note?.size === size && note.codec === codec && note.inputs === inputs;
  if (!isSo || !hasLength(folder, shard, note)) return undefined;
  return (await sha256Of(join(folder, shard), { signal })) === note.sha256 ? note : undefined;
}

function hasLength(folder: string, shard: string, { bytes }: ShardNote): boolean {
  const file = join(folder, shard);
  return obstacle(file) === undefined && statSync(file).size === bytes;
}
