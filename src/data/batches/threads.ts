/** @file A pool of threads, each of which makes whatever step it is asked for. */
import { Worker } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import { buffersOf } from './made.ts';
import type { Made, Maker } from './maker.ts';
import type { Answer, Order } from './thread.ts';

export interface Threads {
  readonly count: number;
  /** Asks the thread that has the least to do. What is spent is gone then. */
  ask(order: Order): Promise<Made>;
  /** Begins another thread. */
  grow(): void;
  close(): Promise<void>;
}

interface Thread extends Pick<Threads, 'ask' | 'close'> {
  /** Orders that it has not answered. */
  open(): number;
}

/** `count` threads, whose compiled file `entry` is. */
export function openThreads(makers: readonly Maker[], count: number, entry: URL): Threads {
  const threads = Array.from({ length: count }, () => openThread(makers, entry));
  return {
    get count() {
      return threads.length;
    },
    ask: (order) => threads.reduce((one, other) => (other.open() < one.open() ? other : one)).ask(order),
    grow: () => void threads.push(openThread(makers, entry)),
    close: async () => void (await Promise.all(threads.map((thread) => thread.close()))),
  };
}

/** A thread that answers what it is asked, in order. */
function openThread(makers: readonly Maker[], entry: URL): Thread {
  const worker = new Worker(entry, { workerData: makers });
  // A run that is over must not wait for it.
  worker.unref();
  const waiting: { resolve(made: Made): void; reject(error: Error): void }[] = [];
  let gone: Error | undefined;
  const end = (error: Error): void => {
    gone ??= error;
    for (const { reject } of waiting.splice(0)) reject(gone);
  };
  worker.on('message', (answer: Answer) => {
    const { resolve, reject } = waiting.shift()!;
    if ('made' in answer) resolve(answer.made);
    else reject(errorOf(answer));
  });
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`a thread that makes batches has ended, with code ${code}`)));
  return {
    open: () => waiting.length,
    ask: (order) =>
      new Promise<Made>((resolve, reject) => {
        if (gone) return reject(gone);
        waiting.push({ resolve, reject });
        worker.postMessage(order, order.spent ? buffersOf(order.spent) : []);
      }),
    close: async () => void (await worker.terminate()),
  };
}

/** What was thrown there, with the place where that was; errors that are the user's to mend are so here. */
function errorOf({ failed: { message, stack, exitCode } }: Extract<Answer, { failed: unknown }>): Error {
  if (exitCode !== undefined) return new UserError(message, exitCode);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
