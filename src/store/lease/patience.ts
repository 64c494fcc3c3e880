/** @file How long a lock that somebody holds is waited for: until it runs out, its owner is seen to live, or nobody wants it any more. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Held } from './note.ts';
import { signOf, silenceOf, stateOf, whose } from './standing.ts';

export interface Wish {
  /** Told what the user should know: that a lock was taken over, or is waited for. */
  warn(message: string): void;
  /** Ends the waiting. */
  readonly stop?: AbortSignal;
}

/** free: to be taken over; again: to be looked at anew, as some time has gone by. */
export type Verdict = 'free' | 'in use' | 'again';

/** A run's process that lost its command saves a checkpoint and ends; that long it is waited for. */
const ORPHAN_MS = 60_000;
const ORPHAN_POLL_MS = 50;
/** Shares of a lease: between two looks at a lock that can't be seen into, and after which the user is told why nothing happens. */
const POLL = 1 / 60;
const PATIENCE = 1 / 6;

/** Judges the lock of a folder, from one look to the next; `now` is the time (performance.now) before the look. */
export function watchLock(
  folder: string,
  term: number,
  { warn, stop }: Wish,
): (held: Held, now: number) => Promise<Verdict> {
  const began = performance.now();
  /** A lock that can't be looked at, and since when it has given no sign of life at least. */
  let watched:
    | { readonly owner: string | undefined; readonly sign: string; readonly since: number }
    | undefined;
  let isTold = false;

  const wait = async (ms: number, patience: number, why: string): Promise<Verdict> => {
    if (stop?.aborted) return 'in use';
    if (performance.now() - began >= patience && !isTold) {
      isTold = true;
      warn(why);
    }
    await sleep(ms, undefined, stop && { signal: stop }).catch(() => undefined);
    return 'again';
  };

  return async (held, now) => {
    const state = stateOf(held.note);
    if (state === 'gone') return 'free';
    if (state === 'orphan' && now - began < ORPHAN_MS) {
      const why = `waiting for ${whose(held)} of an earlier command, which is about to end`;
      return wait(ORPHAN_POLL_MS, 0, why);
    }
    if (state !== 'unseen') return 'in use';
    const [owner, sign] = [held.note?.owner, await signOf(folder, held)];
    if (watched?.sign !== sign) {
      if (watched && watched.owner === owner) return 'in use';
      const silence = (await silenceOf(folder, held)) ?? 0;
      watched = { owner, sign, since: performance.now() - Math.max(0, silence) };
    }
    const left = watched.since + term - now;
    if (left <= 0) return 'free';
    const soon = `if it gives no sign of life, its lock is taken over in ${Math.ceil(left / 1000)} s`;
    const why = `${whose(held)} can't be looked at from here; ${soon}`;
    return wait(Math.min(left, POLL * term), PATIENCE * term, why);
  };
}
