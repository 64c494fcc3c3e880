/**
 * @file lock.json keeps two processes out of one run folder. It is a lease: taken over at once where its processes are seen to be gone, and
 * after a time without a sign of life where they can't be seen, in another container or on another machine.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { beatNow } from './lease/beat.ts';
import { detachLogs } from './lease/detach.ts';
import { type Guard, keepLease, LEASE_MS } from './lease/keeper.ts';
import { type Held, type Lease, lockFile, readLock } from './lease/note.ts';
import { identify, lives, thisMachine } from './lease/process-identity.ts';
import { lastWrite, signOf, silenceOf, stateOf } from './lease/standing.ts';
import { clear, succeed, take } from './lease/succession.ts';

/** A folder that is ours until it is released, or until we were silent for so long that another process took it. */
export interface Lock {
  /** By which a process of ours joins in holding the folder (`keepLease`). */
  readonly owner: string;
  /** Lets another process of ours hold the lock too, should this one be killed. */
  share(pid: number): Promise<void>;
  /** To be awaited before each write; throws a run error where the folder is not ours any more. */
  readonly confirm: Guard;
  /** Aborted as soon as that is noticed. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

interface Wish {
  /** Told what the user should know: that a lock was taken over, or is waited for. */
  warn(message: string): void;
  /** Ends the waiting. */
  readonly stop?: AbortSignal;
  /** Milliseconds without a sign of life after which a lock that can't be looked at has run out. */
  readonly term?: number;
}

/** A run's process that lost its command saves a checkpoint and ends; that long it is waited for. */
const ORPHAN_MS = 60_000;
const ORPHAN_POLL_MS = 50;
/** Shares of a lease: between two looks at a lock that can't be seen into, and after which the user is told why nothing happens. */
const POLL = 1 / 60;
const PATIENCE = 1 / 6;

/** Locks a run folder, or says why it can't be; throws a run error where the system refuses. */
export const lockFolder = async (
  folder: string,
  { warn, stop, term = LEASE_MS }: Wish,
): Promise<Lock | { readonly refused: string }> => {
  const owner = randomUUID();
  const began = performance.now();
  let watched: Watch | undefined;
  let isTold = false;
  /** Waits for what `why` says, which the user is told after a while; false where there is no more waiting. */
  const waits = async (poll: number, patience: number, limit: number, why: string): Promise<boolean> => {
    const waited = performance.now() - began;
    if (stop?.aborted || waited > limit) return false;
    if (waited > patience && !isTold) {
      isTold = true;
      warn(why);
    }
    await sleep(poll, undefined, stop && { signal: stop }).catch(() => undefined);
    return true;
  };
  for (;;) {
    const now = performance.now();
    const held = await readLock(folder);
    if (!held) {
      const lease = newLease(owner);
      if (await take(folder, lease)) return locked(folder, lease, term);
      continue;
    }
    const state = stateOf(held.note);
    const who = whose(held);
    if (state === 'unseen') {
      const seen = { owner: held.note?.owner, sign: await signOf(folder, held) };
      if (watched?.sign !== seen.sign) {
        if (watched && watched.owner === seen.owner) return { refused: inUse(folder, held) };
        const silence = (await silenceOf(folder, held)) ?? 0;
        watched = { ...seen, since: performance.now() - Math.max(0, silence) };
      }
      const left = watched.since + term - now;
      const why = `${who} can't be looked at from here; if it gives no sign of life, its lock is taken over in ${Math.ceil(left / 1000)} s`;
      if (left > 0) {
        if (await waits(Math.min(left, POLL * term), PATIENCE * term, Infinity, why)) continue;
        return { refused: inUse(folder, held) };
      }
    } else if (state !== 'gone') {
      const why = `waiting for ${who} of an earlier command, which is about to end`;
      if (state === 'orphan' && (await waits(ORPHAN_POLL_MS, 0, ORPHAN_MS, why))) continue;
      return { refused: inUse(folder, held) };
    }
    const lease = newLease(owner);
    if (!(await succeed(folder, held, lease))) continue;
    const lock = await locked(folder, lease, term);
    warn(
      state === 'gone'
        ? `its lock was left behind by ${who} that is gone, and is taken over`
        : `its lock was left behind by ${who} without a sign of life for ${term / 1000} s, and is taken over`,
    );
    if (state === 'unseen')
      await detachLogs(folder).catch(async (error: unknown) => {
        await lock.release();
        throw error;
      });
    return lock;
  }
};

/** Why a folder is in use, undefined where it is not. Never waits: a lock that can't be looked at counts until it has run out. */
export const lockedBy = async (folder: string, term = LEASE_MS): Promise<string | undefined> => {
  const held = await readLock(folder);
  if (!held) return undefined;
  const state = stateOf(held.note);
  if (state === 'gone') return undefined;
  if (state === 'unseen') {
    // Only where the folder can't be written this machine's clock has to do: nothing but what is shown hangs on it.
    const silence = (await silenceOf(folder, held)) ?? Date.now() - (await lastWrite(folder, held));
    if (silence >= term) return undefined;
  }
  return inUse(folder, held);
};

/** A lock that can't be looked at, and since when (of our monotonic clock) it has given no sign of life. */
interface Watch {
  readonly owner: string | undefined;
  readonly sign: string;
  readonly since: number;
}

const newLease = (owner: string): Lease => {
  const machine = thisMachine();
  return {
    host: hostname(),
    since: new Date().toISOString(),
    processes: [identify(process.pid)],
    ...(machine && { machine }),
    owner,
    token: randomUUID(),
    beat: beatNow(),
  };
};

const locked = async (folder: string, { owner, token }: Lease, term: number): Promise<Lock> => {
  const keeper = keepLease(folder, owner, term);
  await clear(folder, token);
  return {
    owner,
    share: (pid) => keeper.note({ processes: [process.pid, pid].map(identify) }),
    confirm: keeper.confirm,
    lost: keeper.lost,
    async release() {
      keeper.end();
      try {
        await keeper.confirm();
        await rm(lockFile(folder), { force: true });
      } catch (error) {
        // Where it is another's by now, that one releases it.
        if (!(error instanceof UserError)) throw error;
      }
    },
  };
};

const inUse = (folder: string, held: Held): string =>
  `${folder} is in use by ${whose(held)}${held.note ? ` since ${held.note.since}` : ''}, so it is left alone. Run again when that has ended.`;

/** The process that holds a lock: of those that can be seen the first that lives. */
const whose = ({ note }: Held): string => {
  if (!note) return 'a process';
  const isHere = stateOf(note) !== 'unseen';
  const { pid } = (isHere && note.processes.find((one) => lives(one) !== 'no')) || note.processes[0]!;
  if (isHere) return `process ${pid}`;
  const isNear = note.machine !== undefined && note.machine.boot === thisMachine()?.boot;
  return `process ${pid} ${isNear ? `in another container on this machine` : `on machine ${note.host}`}`;
};
