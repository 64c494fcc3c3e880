/** @file Makes all shards of a store that are not there yet, with many threads, and then its index. */

import type { StoreIndex } from '../shards/store-index.ts';
import type { Source } from '../sources/source.ts';
import { finishStore } from './finish.ts';
import { inOrder } from './in-order.ts';
import { makeShard } from './make-shard.ts';
import type { Batch, Form } from './picture-batch.ts';
import { openPool } from './pool.ts';
import { keptShard, type Made, type ShardNote } from './shard-note.ts';
import { inputSum, placesOf, type ShardPlan } from './shard-plan.ts';
import { removeNotes } from './sweep.ts';

interface Wanted {
  readonly source: Source;
  readonly list: string;
  readonly plans: readonly ShardPlan[];
}

export interface StoreMaking extends Pick<Form, 'size' | 'codec'> {
  readonly folder: string;
  readonly workers: number;
  readonly skipCorrupt: boolean;
  readonly signal: AbortSignal;
  confirm(): Promise<void>;
  progress(done: number, total: number): void;
  readonly entry?: URL;
}

/** Prepared pictures that are in memory at a time, and how many make a batch at most. */
const AHEAD_BYTES = 32e6;
const MOST_PICTURES = 32;

/** Makes it in its folder, which is ours. */
export async function makeStore({ source, list, plans }: Wanted, making: StoreMaking): Promise<StoreIndex> {
  const { folder, workers, skipCorrupt, signal, size, codec, confirm, entry } = making;
  const form: Form = { size, codec, root: source.root };
  const total = plans.reduce((sum, { from, to }) => sum + to - from, 0);
  let done = 0;
  const onPictures = (count: number) => {
    done += count;
    making.progress(done, total);
  };
  const notes = new Map<ShardPlan, ShardNote>();
  const missing = new Map<ShardPlan, Made>();
  for (const plan of plans) {
    const made: Made = { size, codec, inputs: inputSum(plan, source.root) };
    const note = await keptShard(folder, plan.name, made, signal);
    if (note && (skipCorrupt || note.bad.length === 0)) {
      notes.set(plan, note);
      onPictures(plan.to - plan.from);
    } else missing.set(plan, made);
  }
  const pool = openPool(form, workers, entry);
  try {
    const most = Math.max(
      1,
      Math.min(MOST_PICTURES, Math.floor(AHEAD_BYTES / (3 * size * size * pool.most))),
    );
    const stream = inOrder(batchesOf(missing.keys(), most), pool.prepare, pool.most);
    for (const [plan, made] of missing)
      notes.set(
        plan,
        await makeShard(plan, made, { folder, pool, stream, skipCorrupt, signal, confirm, onPictures }),
      );
  } finally {
    await pool.close();
  }
  const shards = plans.map((plan) => [plan, notes.get(plan)!] as const);
  const index = await finishStore(folder, { source, list, form, shards }, confirm);
  await removeNotes(folder);
  return index;
}

function* batchesOf(plans: Iterable<ShardPlan>, most: number): Generator<Batch> {
  for (const plan of plans)
    for (const places of placesOf(plan, most))
      yield { places, ...(plan.split === 'train' && { sums: plan.name }) };
}
