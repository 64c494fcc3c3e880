/**
 * @file Prepares steps ahead of their turn, in threads of their own. What a step takes is a function of its number, so the results are the same
 * whatever is ready when, and however many threads there are.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Growth, threadGrowth } from './growth.ts';
import { joined, partOf } from './made.ts';
import { type Made, type Maker, openMakers } from './maker.ts';
import { openThreads } from './threads.ts';

export interface Preparer {
  /**
   * What `steps` steps from `first` on take, good until it is asked again; then goes on with those that will follow, but none from step `end` on.
   */
  take(first: number, steps: number, end: number): Promise<Made>;
  /** Steps that may be prepared together, so that they take little memory. */
  readonly most: number;
  close(): Promise<void>;
}

interface Pool {
  /** How many threads share the work; default: one, and as many more as make training wait less, up to the number of cores. */
  readonly threads?: number;
  /** Compiled file of a thread; where there is none, steps are prepared when they are asked for. */
  readonly entry?: URL;
}

/** What may be in memory of one call, and of those that are prepared ahead, but one of these for each thread. */
const MOST_BYTES = 64e6;
const AHEAD_BYTES = 80e6;
/** Calls that are prepared ahead for each thread, so that none waits for its next order. */
const AHEAD = 2;

/** Calls of so many bytes for which there is room ahead. */
const fitting = (bytes: number): number => Math.max(1, Math.floor(AHEAD_BYTES / bytes));

/** Calls of so many bytes that are prepared ahead by so many threads. */
const callsAhead = (bytes: number, threads: number): number =>
  Math.min(AHEAD * threads, Math.max(threads, fitting(bytes)));

/** Bytes of what is prepared of steps of so many, one a call, by one thread. */
export const preparedBytes = (stepBytes: number): number => stepBytes * (1 + callsAhead(stepBytes, 1));

/** Steps first … first + steps − 1 of those that one thread makes together, or has made. */
interface Range {
  readonly first: number;
  readonly steps: number;
  readonly whole: { readonly first: number; readonly steps: number; readonly made: Promise<Made> };
}

/** What was made and is over, as a whole. */
interface Spent {
  readonly steps: number;
  readonly made: Made;
}

// Run from its sources, as tests are, the package has no such file; it then prepares when it is asked.
const THREAD = new URL('./thread.js', import.meta.url);

/** A preparer of what these makers make. */
export function openPreparer(
  makers: readonly Maker[],
  { threads: wanted, entry = THREAD }: Pool = {},
): Preparer {
  const stepBytes = Math.max(
    1,
    makers.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const threads = existsSync(entry) ? openThreads(makers, wanted ?? 1, entry) : undefined;
  const here = threads ? undefined : openMakers(makers);
  const growth: Growth | undefined =
    wanted === undefined ? threadGrowth(Math.min(availableParallelism(), fitting(stepBytes))) : undefined;
  let ranges: Range[] = [];
  let spent: Spent[] = [];
  /** What was taken last, to be spent when more is. */
  let taken: Spent[] = [];

  function request(first: number, steps: number): void {
    const at = spent.findIndex((one) => one.steps === steps);
    const [reused] = at < 0 ? [] : spent.splice(at, 1);
    const order = { first, steps, ...(reused && { spent: reused.made }) };
    const made = threads ? threads.ask(order) : here!.then((make) => make(first, steps, order.spent));
    // Whoever takes it is told of a failure; nobody need be when it is dropped.
    made.catch(() => {});
    ranges.push({ first, steps, whole: { first, steps, made } });
  }

  /** The first of the ranges, or as much of it as is wanted. */
  function shift(most: number): Range {
    const range = ranges.shift()!;
    if (range.steps <= most) return range;
    ranges.unshift({ ...range, first: range.first + most, steps: range.steps - most });
    return { ...range, steps: most };
  }

  return {
    most: Math.max(1, Math.floor(MOST_BYTES / stepBytes)),
    async take(first, steps, end) {
      spent = [...taken, ...spent].slice(0, AHEAD);
      taken = [];
      // A step that does not follow the last one makes what was prepared for others useless.
      if (ranges[0]?.first !== first) ranges = [];
      const ready = () => Math.max(first, ...ranges.slice(-1).map(endOf));
      if (ready() < first + steps) request(ready(), first + steps - ready());
      if (threads) {
        const calls = callsAhead(steps * stepBytes, threads.count);
        const last = Math.min(end, first + steps * (1 + calls));
        while (ready() < last) request(ready(), Math.min(steps, last - ready()));
      }

      const parts: Range[] = [];
      for (let left = steps; left > 0; left -= parts.at(-1)!.steps) parts.push(shift(left));
      const asked = performance.now();
      const made = await Promise.all(parts.map(({ whole }) => whole.made));
      if (growth?.waited(asked, performance.now())) threads?.grow();
      const all = joined(
        parts.map((part, i) => {
          const from = part.first - part.whole.first;
          return partOf(made[i]!, part.whole.steps, from, from + part.steps);
        }),
      );
      // Of a range that was begun the rest is still to come.
      const over = parts.flatMap(({ whole, ...part }, i) =>
        endOf(part) === endOf(whole) ? [{ steps: whole.steps, made: made[i]! }] : [],
      );
      taken = parts.length > 1 ? [{ steps, made: all }, ...over] : over;
      return all;
    },
    async close() {
      ranges = [];
      await threads?.close();
    },
  };
}

const endOf = ({ first, steps }: Pick<Range, 'first' | 'steps'>): number => first + steps;
