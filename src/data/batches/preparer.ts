/**
 * @file Prepares steps ahead of their turn, in threads of their own. What a step takes is a function of its number, so the results are the same
 * whatever is ready when, and however many threads there are.
 */
import { existsSync } from 'node:fs';
import { joined, partOf } from './made.ts';
import { type Made, type Maker, openMakers } from './maker.ts';
import type { Order } from './thread.ts';
import { openThreads } from './threads.ts';

export interface Preparer {
  /** What `steps` steps from `first` on take; then begins with those that will follow, but none from step `end` on. */
  take(first: number, steps: number, end: number): Promise<Made>;
  /** Steps that may be prepared together, so that they take little memory. */
  readonly most: number;
  close(): Promise<void>;
}

interface Pool {
  /** How many threads share the work; default: one, which keeps up with an engine on the same machine. */
  readonly threads?: number;
  /** Compiled file of a thread; where there is none, steps are prepared when they are asked for. */
  readonly entry?: URL;
}

/** What may be in memory of one call; as much again is prepared ahead. */
const MOST_BYTES = 64e6;

/** Steps first … first + steps − 1, prepared or about to be. */
interface Range extends Order {
  readonly result: Promise<Made>;
}

// Run from its sources, as tests are, the package has no such file; it then prepares when it is asked.
const THREAD = new URL('./thread.js', import.meta.url);

/** A preparer of what these makers make. */
export function openPreparer(
  makers: readonly Maker[],
  { threads: size = 1, entry = THREAD }: Pool = {},
): Preparer {
  const threads = existsSync(entry) ? openThreads(makers, size, entry) : undefined;
  const here = threads ? undefined : openMakers(makers);
  const ask = ({ first, steps }: Order): Promise<Made> =>
    threads?.ask({ first, steps }) ?? here!.then((make) => make(first, steps));
  let ranges: Range[] = [];

  /** Asks every thread for a part of these steps. */
  const request = (first: number, steps: number): void => {
    const share = Math.ceil(steps / size);
    for (let at = first; at < first + steps; at += share) {
      const order = { first: at, steps: Math.min(share, first + steps - at) };
      const result = ask(order);
      // Whoever takes it is told of a failure; nobody need be when it is dropped.
      result.catch(() => {});
      ranges.push({ ...order, result });
    }
  };

  /** Takes the first of the ranges, or as much of it as is wanted. */
  const shift = (wanted: number): Range => {
    const range = ranges.shift()!;
    const { first, steps, result } = range;
    if (steps <= wanted) return range;
    const part = (from: number, to: number): Range => ({
      first: first + from,
      steps: to - from,
      result: result.then((whole) => partOf(whole, steps, from, to)),
    });
    ranges.unshift(part(wanted, steps));
    return part(0, wanted);
  };

  return {
    most: Math.max(1, Math.floor(MOST_BYTES / Math.max(1, bytesOf(makers)))),
    async take(first, steps, end) {
      // A step that does not follow the last one makes what was prepared for others useless.
      if (ranges[0]?.first !== first) ranges = [];
      const last = ranges.at(-1);
      const ready = last ? last.first + last.steps : first;
      if (ready < first + steps) request(ready, first + steps - ready);
      const next = Math.max(ready, first + steps);
      const ahead = Math.min(end, first + 2 * steps) - next;
      if (threads && ahead > 0) request(next, ahead);

      const taken: Range[] = [];
      for (let left = steps; left > 0; left -= taken.at(-1)!.steps) taken.push(shift(left));
      return joined(await Promise.all(taken.map(({ result }) => result)));
    },
    async close() {
      ranges = [];
      await threads?.close();
    },
  };
}

const bytesOf = (makers: readonly Maker[]): number => makers.reduce((sum, { bytes }) => sum + bytes, 0);
