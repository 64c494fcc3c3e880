/** @file The files of checkpoints, and the renames by which a new one takes its place, so that a kill between any two leaves two whole ones. */
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, hasCode } from '../files/file-errors.ts';

/** A checkpoint is two files, which know each other by a hash, wherever they lie. */
const KINDS = ['safetensors', 'json'] as const;
export type Kind = (typeof KINDS)[number];

/** Where they can lie, the newest first. */
export const PLACES = ['checkpoint.new', 'checkpoint', 'checkpoint.previous'] as const;
export type Place = (typeof PLACES)[number];

/** Path of one file of a checkpoint. */
export const checkpointFile = (folder: string, place: Place, kind: Kind): string =>
  join(folder, `${place}.${kind}`);

/** True unless the file was not there. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw fileError('write', to, error);
  }
}

/** True where a file or folder can be opened. */
export async function exists(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  await handle?.close();
  return handle !== undefined;
}

/**
 * The steps by which checkpoint.new becomes `checkpoint`, and that `checkpoint.previous`; done again from the start they finish what
 * was begun. One kind after the other: at any point both pairs are there, if under mixed names.
 */
export const promotion = (folder: string): readonly (() => Promise<unknown>)[] => [
  ...KINDS.flatMap((kind) => {
    const [fresh, current, previous] = PLACES.map((place) => checkpointFile(folder, place, kind));
    return [
      async () => (await exists(fresh!)) && (await moved(current!, previous!)),
      () => moved(fresh!, current!),
    ];
  }),
  // So that the new names outlive a loss of power.
  () => syncFolder(folder),
];

/** Puts the pair that a run goes on from into its place, and deletes a checkpoint.new of which it is not part. */
export async function settle(folder: string, pair: { readonly [K in Kind]: Place }): Promise<void> {
  if (Object.values(pair).includes('checkpoint.new')) for (const step of promotion(folder)) await step();
  else {
    for (const kind of KINDS)
      if (pair[kind] !== 'checkpoint')
        await moved(checkpointFile(folder, pair[kind], kind), checkpointFile(folder, 'checkpoint', kind));
    await removeNew(folder);
  }
}

/** Deletes what is left of a checkpoint that was not finished. */
export async function removeNew(folder: string): Promise<void> {
  for (const kind of KINDS)
    await rm(checkpointFile(folder, 'checkpoint.new', kind), { force: true }).catch(() => undefined);
}

/** Where folders can't be synced (Windows), the files are there all the same. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
