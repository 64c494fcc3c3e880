/** @file Prepares the pictures of a source once for all: shards in a folder, which is a store as soon as all of them are whole, whatever happens meanwhile. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataError, runError, usageError } from '../../errors.ts';
import { removeEmpty } from '../../files/new-folder.ts';
import { counted, grouped } from '../../text/counted.ts';
import type { Claim } from '../preprocess/cache.ts';
import { SHARD_PICTURES } from '../shards/layout.ts';
import { isStore, readIndex, type StoreIndex } from '../shards/store-index.ts';
import type { Source } from '../sources/source.ts';
import { makeStore } from './make-store.ts';
import type { Form } from './picture-batch.ts';
import { writeProblem } from './place.ts';
import { checkRoom, freeBytes, roomText } from './room.ts';
import { keptBytes } from './shard-note.ts';
import { listSum, planShards } from './shard-plan.ts';
import { sweepStore } from './sweep.ts';

/** A folder that is one process's; `confirm` throws where it is not any more. */
export interface StoreClaim extends Claim {
  confirm(): Promise<void>;
}

export interface Preparing extends Pick<Form, 'size' | 'codec'> {
  /** Where the store is to be. */
  readonly folder: string;
  readonly workers: number;
  /** Leaves out pictures that can't be decoded. */
  readonly skipCorrupt: boolean;
  readonly signal: AbortSignal;
  /** Keeps others from preparing the same at once. */
  claim(folder: string): Promise<StoreClaim | { readonly refused: string }>;
  /** Told in words. */
  say(text: string): void;
  /** Pictures that are done, of all. */
  progress(done: number, total: number): void;
  /** Compiled file of a thread; pictures of a shard: both are what they are but in tests. */
  readonly entry?: URL;
  readonly shardPictures?: number;
}

/** `already`: it was there. */
export interface Store {
  readonly index: StoreIndex;
  readonly already: boolean;
}

/**
 * The store of a source in a folder. What an attempt that broke off has finished is used by the next.
 * @throws UserError: exit code 3 for a picture that can't be read, too little room, a disk that is full or refuses, and a store that holds
 * something else; 2 for a store with another codec; 1 where another process is at it; and the signal's reason.
 */
export async function prepare(source: Source, wish: Preparing): Promise<Store> {
  const { folder, shardPictures = SHARD_PICTURES } = wish;
  const list = listSum(source);
  const plans = planShards(source, shardPictures);
  const there = (): Store | false =>
    isStore(folder) && { index: checkStore(source, list, wish), already: true };
  const before = there();
  if (before) return before;
  const kept = plans.reduce((sum, { name }) => sum + keptBytes(folder, name, wish), 0);
  await checkSpace(source, wish, kept);
  const claim = await claimFolder(wish);
  try {
    // Another may have made it since.
    const made = there();
    if (made) return made;
    await sweepStore(folder, new Set(plans.map(({ name }) => name)), wish);
    return {
      index: await makeStore({ source, list, plans }, { ...wish, confirm: claim.confirm }),
      already: false,
    };
  } finally {
    await claim.release();
    await removeEmpty(folder, join(folder, '../..'));
  }
}

/** What is there, which must be of the same pictures in the same form. */
function checkStore({ root, title }: Source, list: string, { folder, codec }: Preparing): StoreIndex {
  const index = readIndex(folder);
  if (index.source.list !== list) {
    const what =
      index.source.root === root
        ? `${title} in ${root} as it was when it was prepared, and it has changed since`
        : `${index.source.title} in ${index.source.root}`;
    throw dataError(
      `${folder} holds ${what}. Delete that folder to prepare ${root}, or give it another name with --as.`,
    );
  }
  if (index.codec === codec) return index;
  throw usageError(
    `${folder} holds these pictures as ${index.codec} already. To have them as ${codec}, delete that folder first; expected --codec ${index.codec}, or another --size.`,
  );
}

/** Says what is needed before anything is written. */
async function checkSpace(
  { title, root, classes, train, test }: Source,
  { folder, codec, size, say }: Preparing,
  kept: number,
): Promise<void> {
  const [training, testing] = [train.labels.length, test.labels.length];
  const room = { folder, codec, size, kept, pictures: training + testing, free: await freeBytes(folder) };
  say(
    `${title} in ${root}: ${grouped(training)} training and ${counted(testing, 'validation picture', grouped)} of ${grouped(classes.length)} classes`,
  );
  say(`at ${size} × ${size} pixels: ${roomText(room)}`);
  checkRoom(room);
}

/** The folder as ours alone. */
async function claimFolder({ folder, claim }: Preparing): Promise<StoreClaim> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeProblem(folder, error);
  }
  const claimed = await claim(folder);
  if ('release' in claimed) return claimed;
  throw runError(claimed.refused);
}
