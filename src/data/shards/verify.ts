/** @file Reads a store through: every file against its SHA-256, and of pictures that are not kept whether they are what they were. */
import { join } from 'node:path';
import { dataError } from '../../errors.ts';
import { grouped } from '../../text/counted.ts';
import type { Watch } from '../dataset-row.ts';
import { sha256Of } from './file-sum.ts';
import { readPlace } from './kept-place.ts';
import { SPLITS } from './layout.ts';
import { openShards, type ShardSplit } from './open.ts';
import { openRecords } from './shard-files.ts';
import { readIndex, type StoreIndex, storeFiles } from './store-index.ts';
import { formText } from './stores.ts';

/**
 * Verifies several stores; a line on each.
 * @throws UserError (exit code 3) for the first that is damaged, and the signal's reason.
 */
export async function verifyStores(folders: readonly string[], watch: Watch): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const folder of folders) {
    const index = await verifyStore(folder, watch);
    const { train, test } = index;
    const count = `${grouped(train.pictures)} training and ${grouped(test.pictures)} validation pictures`;
    lines.push(
      `${count} of ${grouped(index.classes.length)} classes, ${formText(index)}, whole, in ${folder}`,
    );
  }
  return lines;
}

/**
 * What its index says, which is true then.
 * @throws UserError (exit code 3) naming the first file that is missing or damaged, and the signal's reason.
 */
export async function verifyStore(folder: string, { signal, progress }: Watch): Promise<StoreIndex> {
  const index = readIndex(folder);
  const files = storeFiles(index);
  const total = [...files.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const [name, { sha256 }] of files) {
    const file = join(folder, name);
    const found = await sha256Of(file, {
      signal,
      onBytes: (bytes) => {
        done += bytes;
        progress(done, total);
      },
    });
    if (found !== sha256)
      throw dataError(
        `${file}: damaged: its sha256 is ${found}; expected ${sha256}. Delete ${folder}, and prepare the data anew.`,
      );
  }
  const shards = openShards(folder);
  if (index.codec === 'none')
    for (const split of SPLITS) checkPlaces(shards[split], index.source.root, signal);
  return index;
}

function checkPlaces({ labels, told }: ShardSplit, root: string, signal: AbortSignal): void {
  const records = openRecords(told);
  for (let i = 0; i < labels.length; i++) {
    signal.throwIfAborted();
    const spot = records.find(i);
    const record = new Uint8Array(records.length(spot, 1));
    records.read(spot, 1, record);
    readPlace(record, root, records.name(spot));
  }
}
