/**
 * @file Prepares steps ahead of their turn, in a thread of its own. What a step takes is a function of its number, so the results are the same
 * whatever is ready when.
 */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Prepared } from '../engines/trainer.ts';
import { joined, type Preparation, partOf, prepare, preparedBytes } from './prepare.ts';
import type { Order } from './prepare-thread.ts';

export interface Preparer {
  /** What `steps` steps from `first` on take; then begins with those that will follow, but none from step `end` on. */
  take(first: number, steps: number, end: number): Promise<Prepared>;
  /** Steps that may be prepared together, so that they take little memory. */
  readonly most: number;
  close(): Promise<void>;
}

/** What may be in memory of one call; as much again is prepared ahead. */
const MOST_BYTES = 64e6;

/** Steps first … first + steps − 1, prepared or about to be. */
interface Range extends Order {
  readonly result: Promise<Prepared>;
}

// Run from its sources, as tests are, the package has no such file; it then prepares when it is asked.
const THREAD = new URL('./prepare-thread.js', import.meta.url);

/** A preparer, in the thread whose compiled file `entry` is; without such a file it works when asked. */
export function openPreparer(preparation: Preparation, entry: URL = THREAD): Preparer {
  const source = existsSync(entry) ? thread(preparation, entry) : undefined;
  let ranges: Range[] = [];
  const request = (first: number, steps: number): Range => {
    const result = source?.ask({ first, steps }) ?? Promise.resolve(prepare(preparation, first, steps));
    // Whoever takes it is told of a failure; nobody need be when it is dropped.
    result.catch(() => {});
    return { first, steps, result };
  };

  return {
    most: Math.max(1, Math.floor(MOST_BYTES / Math.max(1, preparedBytes(preparation)))),
    async take(first, steps, end) {
      // A step that does not follow the last one makes what was prepared for others useless.
      if (ranges[0]?.first !== first) ranges = [];
      const last = ranges.at(-1);
      const ready = last ? last.first + last.steps : first;
      if (ready < first + steps) ranges.push(request(ready, first + steps - ready));
      const next = Math.max(ready, first + steps);
      const ahead = Math.min(end, first + 2 * steps) - next;
      if (source && ahead > 0) ranges.push(request(next, ahead));

      const parts: Promise<Prepared>[] = [];
      let at = first;
      while (at < first + steps) {
        const range = ranges.shift()!;
        const taken = Math.min(range.steps, first + steps - at);
        const cut = (from: number, to: number) =>
          range.result.then((whole) =>
            to - from === range.steps ? whole : partOf(whole, range.steps, from, to),
          );
        parts.push(cut(0, taken));
        at += taken;
        if (taken < range.steps)
          ranges.unshift({ first: at, steps: range.steps - taken, result: cut(taken, range.steps) });
      }
      return joined(await Promise.all(parts));
    },
    async close() {
      ranges = [];
      await source?.close();
    },
  };
}

/** A thread that answers what it is asked, in order. */
function thread(preparation: Preparation, entry: URL) {
  const worker = new Worker(entry, { workerData: preparation });
  // A run that is over must not wait for it.
  worker.unref();
  const waiting: { resolve(prepared: Prepared): void; reject(error: Error): void }[] = [];
  worker.on('message', (prepared: Prepared) => waiting.shift()!.resolve(prepared));
  worker.on('error', (error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  return {
    ask: (order: Order) =>
      new Promise<Prepared>((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage(order);
      }),
    close: async () => void (await worker.terminate()),
  };
}
