/** @file A pool of threads, each of which makes whatever step it is asked for. */
import { UserError } from '../../errors.ts';
import { openAnsweringThread } from '../answering-thread.ts';
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

/** A thread that makes steps; a run that is over must not wait for it. */
function openThread(makers: readonly Maker[], entry: URL): Thread {
  const thread = openAnsweringThread<Order, Answer>({
    ...{ entry, told: makers, what: 'a thread that makes batches' },
    keepsAlive: false,
  });
  return {
    ...thread,
    async ask(order) {
      const answer = await thread.ask(order, order.spent ? buffersOf(order.spent) : []);
      if ('made' in answer) return answer.made;
      throw errorOf(answer);
    },
  };
}

/** What was thrown there, with the place where that was; errors that are the user's to mend are so here. */
function errorOf({ failed: { message, stack, exitCode } }: Extract<Answer, { failed: unknown }>): Error {
  if (exitCode !== undefined) return new UserError(message, exitCode);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
