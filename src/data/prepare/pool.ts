/** @file Threads that prepare pictures: each batch goes to whichever is free. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
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
  const threads = Array.from({ length: count }, () => openThread(form, entry));
  const waiting: { readonly batch: Batch; begin(prepared: Promise<Prepared>): void }[] = [];
  const share = (): void => {
    while (waiting.length > 0) {
      const free = threads.reduce((a, b) => (b.orders() < a.orders() ? b : a));
      if (free.orders() >= ORDERS) return;
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

interface Thread {
  /** How many it has not answered yet. */
  orders(): number;
  ask(order: Order): Promise<unknown>;
  close(): Promise<void>;
}

/** A thread that answers what it is asked, in order. */
function openThread(form: Form, entry: URL): Thread {
  const worker = new Worker(entry, { workerData: form });
  const asked: { resolve(answer: unknown): void; reject(error: unknown): void }[] = [];
  worker.on('message', (answer: unknown) => asked.shift()!.resolve(answer));
  let failed: { readonly error: unknown } | undefined;
  worker.on('error', (error: unknown) => {
    failed = { error };
    for (const { reject } of asked.splice(0)) reject(error);
  });
  return {
    orders: () => asked.length,
    ask: (order) =>
      new Promise((resolve, reject) => {
        if (failed) return reject(failed.error);
        asked.push({ resolve, reject });
        worker.postMessage(order);
      }),
    close: async () => void (await worker.terminate()),
  };
}
