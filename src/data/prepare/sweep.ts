/** @file What earlier attempts have left in the folder of a store that is none yet: half-written files, and shards in another form. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clearLeftBehind } from '../../files/atomic-file.ts';
import { counted } from '../../text/counted.ts';
import { isShard } from '../shards/layout.ts';
import type { Form } from './picture-batch.ts';
import { noteFile, readNote, shardOfNote } from './shard-note.ts';

interface Wanted extends Pick<Form, 'size' | 'codec'> {
  say(text: string): void;
}

/** Deletes what is of no use for these shards in this form; says so of shards, which cost time. */
export async function sweepStore(
  folder: string,
  wanted: ReadonlySet<string>,
  { size, codec, say }: Wanted,
): Promise<void> {
  await clearLeftBehind(folder);
  const others = (await shardsIn(folder)).filter((shard) => {
    const note = readNote(folder, shard);
    return !wanted.has(shard) || note?.size !== size || note.codec !== codec;
  });
  const noted = others.filter((shard) => readNote(folder, shard) !== undefined);
  if (noted.length > 0)
    say(
      `${counted(noted.length, 'shard')} of an attempt that broke off, of other pictures or with another codec, deleted`,
    );
  for (const shard of others)
    for (const file of [noteFile(folder, shard), join(folder, shard)]) await rm(file, { force: true });
}

/** Deletes the notes once the store is whole. */
export async function removeNotes(folder: string): Promise<void> {
  for (const shard of await shardsIn(folder)) await rm(noteFile(folder, shard), { force: true });
}

/** Shards that are there, or noted. */
const shardsIn = async (folder: string): Promise<readonly string[]> => [
  ...new Set((await readdir(folder)).map((file) => shardOfNote(file) ?? file).filter(isShard)),
];
