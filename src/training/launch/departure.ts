/** @file One process for several runs starts once each of them holds its folder, or can't have it. */
import type { RunEnd } from '../messages.ts';
import type { HeldRun, Silence } from './heard.ts';

/** A run without its end: that is what it waits for. */
type Passenger = Omit<HeldRun, 'onEnd'>;

/** A run's place in a process. */
export interface Place {
  /** Goes with the others; returns how it ended, or how the process did. */
  take(run: Passenger): Promise<RunEnd | Silence>;
  /** The others need not wait for it any more. */
  end(): void;
}

/** Places for so many runs, which `start` takes on together; where it throws, none of them is done. */
export function departure(count: number, start: (runs: readonly HeldRun[]) => Promise<void>): () => Place {
  let awaited = count;
  const runs: HeldRun[] = [];
  const failures: ((error: unknown) => void)[] = [];
  const arrived = () => {
    if (--awaited > 0 || runs.length === 0) return;
    start(runs).catch((error: unknown) => {
      for (const fail of failures) fail(error);
    });
  };
  return () => {
    let isHere = false;
    const arrive = () => {
      if (!isHere) arrived();
      isHere = true;
    };
    return {
      take: (run) =>
        new Promise((onEnd, fail) => {
          runs.push({ ...run, onEnd });
          failures.push(fail);
          arrive();
        }),
      end: arrive,
    };
  };
}
