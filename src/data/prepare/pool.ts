/** @file Threads that prepare pictures: each batch goes to whichever is free. */
import { existsSync } from 'node:fs';
import { openAnsweringThread } from '../answering-thread.ts';
import { type Batch, type Form, openPreparer, type Prepared, type Sums } from './picture-batch.ts';
import type { Order } from './thread.ts';

export interface Pool {
  /** As many batches are worth asking for at a time. */
  readonly most: number;
  prepare(batch: Batch): Promise<Prepared>;
  /** The sums of a name: what each thread has added to them with the batches that it has prepared. */
  takeSums(name: string): Promise<readonly Sums[]>;
  close(): Promise<void>;
}

// Run from its sources, as tests are, the package has no such file; pictures are then prepared in this thread.
const THREAD = new URL('./thread.js', import.meta.url);

/** Of a thread at a time: one that it prepares, and one that it goes on with. */
const ORDERS = 2;
/** More are asked for, so that a large picture does not keep the other threads waiting. */
const AHEAD = 2;

/** `count` threads, whose compiled file `entry` is. */
export function openPool(form: Form, count: number, entry: URL = THREAD): Pool {
  if (!existsSync(entry)) return inThisThread(form);
  const threads = Array.from({ length: count }, () =>
    openAnsweringThread<Order, unknown>({
      ...{ entry, told: form, what: 'a thread that prepares pictures' },
      keepsAlive: true,
    }),
  );
  const waiting: { readonly batch: Batch; begin(prepared: Promise<Prepared>): void }[] = [];
  const share = (): void => {
    while (waiting.length > 0) {
      const free = threads.reduce((a, b) => (b.open() < a.open() ? b : a));
      if (free.open() >= ORDERS) return;
      const { batch, begin } = waiting.shift()!;
      begin((free.ask(batch) as Promise<Prepared>).finally(share));
    }
  };
  return {
    most: AHEAD * ORDERS * count,
    prepare: (batch) =>
      new Promise((begin) => {
        waiting.push({ batch, begin });
        share();
      }),
    async takeSums(name) {
      const all = await Promise.all(threads.map((thread) => thread.ask({ sumsOf: name })));
      return (all as (Sums | undefined)[]).filter((sums) => sums !== undefined);
    },
    close: async () => void (await Promise.all(threads.map((thread) => thread.close()))),
  };
}

function inThisThread(form: Form): Pool {
  const { prepare, takeSums } = openPreparer(form);
  return {
    most: ORDERS,
    prepare,
    takeSums: async (name) => {
      const sums = takeSums(name);
      return sums ? [sums] : [];
    },
    close: async () => {},
  };
}
