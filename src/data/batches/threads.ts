/** @file A pool of threads, each of which makes whatever step it is asked for. */
import { Worker } from 'node:worker_threads';
import type { Made, Maker } from './maker.ts';
import type { Order } from './thread.ts';

export interface Threads {
  /** Asks the next thread in turn. */
  ask(order: Order): Promise<Made>;
  close(): Promise<void>;
}

/** `count` threads, whose compiled file `entry` is. */
export function openThreads(makers: readonly Maker[], count: number, entry: URL): Threads {
  const threads = Array.from({ length: count }, () => openThread(makers, entry));
  let asked = 0;
  return {
    ask: (order) => threads[asked++ % count]!.ask(order),
    close: async () => void (await Promise.all(threads.map((thread) => thread.close()))),
  };
}

/** A thread that answers what it is asked, in order. */
function openThread(makers: readonly Maker[], entry: URL): Threads {
  const worker = new Worker(entry, { workerData: makers });
  // A run that is over must not wait for it.
  worker.unref();
  const waiting: { resolve(made: Made): void; reject(error: Error): void }[] = [];
  worker.on('message', (made: Made) => waiting.shift()!.resolve(made));
  let failed: Error | undefined;
  worker.on('error', (error: Error) => {
    failed = error;
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  return {
    ask: (order) =>
      new Promise<Made>((resolve, reject) => {
        if (failed) return reject(failed);
        waiting.push({ resolve, reject });
        worker.postMessage(order);
      }),
    close: async () => void (await worker.terminate()),
  };
}
