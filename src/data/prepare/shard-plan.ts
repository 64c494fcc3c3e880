/** @file What each shard is to be made of: pictures of the source that follow each other, and a checksum by which these are known. */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { dataError } from '../../errors.ts';
import { whyRefused } from '../../files/file-errors.ts';
import { SPLITS, type SplitName, shardName } from '../shards/layout.ts';
import type { PictureList, Place, Source } from '../sources/source.ts';

export interface ShardPlan {
  readonly split: SplitName;
  readonly name: string;
  readonly list: PictureList;
  /** Pictures from … to − 1 of the list. */
  readonly from: number;
  readonly to: number;
}

/** The shards of a source, each of so many pictures at most. */
export const planShards = (source: Source, pictures: number): readonly ShardPlan[] =>
  SPLITS.flatMap((split) => {
    const list = source[split];
    const count = list.labels.length;
    return Array.from({ length: Math.ceil(count / pictures) }, (_, i) => ({
      ...{ split, list, name: shardName(split, i) },
      from: i * pictures,
      to: Math.min(count, (i + 1) * pictures),
    }));
  });

/** The places of a plan's pictures, in lists of so many at most. */
export function* placesOf({ list, from, to }: ShardPlan, most: number): Generator<readonly Place[]> {
  for (let at = from; at < to; at += most)
    yield Array.from({ length: Math.min(most, to - at) }, (_, i) => list.place(at + i));
}

/** SHA-256 of all pictures by place and class, which changes where any is added, removed, renamed or of another length. */
export function listSum({ root, classes, train, test }: Source): string {
  const hash = createHash('sha256').update(JSON.stringify(classes));
  for (const list of [train, test])
    for (let i = 0; i < list.labels.length; i++) hash.update(pictureText(root, list, i));
  return hash.digest('hex');
}

function pictureText(root: string, list: PictureList, i: number): string {
  const { path, offset, length } = list.place(i);
  return `${JSON.stringify([relative(root, path), offset, length, list.labels[i]])}\n`;
}

/**
 * The same of a shard's pictures, together with when their files were changed last: what an attempt that broke off has made of them is good for as
 * long as this stays.
 * @throws UserError (exit code 3) where a file is gone.
 */
export function inputSum({ list, from, to }: ShardPlan, root: string): string {
  const hash = createHash('sha256');
  let last: { readonly path: string; readonly changed: number } | undefined;
  for (let i = from; i < to; i++) {
    const { path, name } = list.place(i);
    if (last?.path !== path) last = { path, changed: changedAt(path, name) };
    hash.update(pictureText(root, list, i)).update(String(last.changed));
  }
  return hash.digest('hex');
}

function changedAt(path: string, name: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch (error) {
    throw dataError(`${name}: cannot be read: ${whyRefused(error as NodeJS.ErrnoException)}.`);
  }
}
