/**
 * @file lock.json keeps two processes out of one run folder. It is a lease: taken over at once where its processes are seen to be gone, and
 * after a time without a sign of life where they can't be seen, in another container or on another machine.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { UserError } from '../errors.ts';
import { beatNow } from './lease/beat.ts';
import { detachLogs } from './lease/detach.ts';
import { type Guard, keepLease, LEASE_MS } from './lease/keeper.ts';
import { type Held, type Lease, lockFile, readLock } from './lease/note.ts';
import { type Wish, watchLock } from './lease/patience.ts';
import { identify, thisMachine } from './lease/process-identity.ts';
import { lastWrite, silenceOf, stateOf, whose } from './lease/standing.ts';
import { clear, succeed, take } from './lease/succession.ts';

/** A folder that is ours until it is released, or until we were silent for so long that another process took it. */
export interface Lock {
  /** By which a process of ours joins in holding the folder (`keepLease`). */
  readonly owner: string;
  /** Lets another process of ours hold the lock too, should this one be killed. */
  share(pid: number): Promise<void>;
  /**
   * To be awaited before each write.
   * @throws UserError (exit code 1) where the folder is not ours any more.
   */
  readonly confirm: Guard;
  /** Aborted as soon as that is noticed. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Locks a run folder, or says why it can't be. `term`: milliseconds of a lease.
 * @throws UserError (exit code 1) where the system refuses.
 */
export async function lockFolder(
  folder: string,
  { term = LEASE_MS, ...wish }: Wish & { readonly term?: number },
): Promise<Lock | { readonly refused: string }> {
  const owner = randomUUID();
  const judge = watchLock(folder, term, wish);
  for (;;) {
    const now = performance.now();
    const held = await readLock(folder);
    if (!held) {
      const lease = newLease(owner);
      if (await take(folder, lease)) return locked(folder, lease, term);
      continue;
    }
    const verdict = await judge(held, now);
    if (verdict === 'in use') return { refused: inUse(folder, held) };
    if (verdict === 'again') continue;
    const [who, isUnseen] = [whose(held), stateOf(held.note) === 'unseen'];
    const lease = newLease(owner);
    if (!(await succeed(folder, held, lease))) continue;
    const lock = await locked(folder, lease, term);
    const why = isUnseen ? `without a sign of life for ${term / 1000} s` : 'that is gone';
    wish.warn(`its lock was left behind by ${who} ${why}, and is taken over`);
    if (isUnseen)
      await detachLogs(folder, lock.confirm).catch(async (error: unknown) => {
        await lock.release();
        throw error;
      });
    return lock;
  }
}

/** Why a folder is in use, undefined where it is not. Never waits: a lock that can't be looked at counts until it has run out. */
export async function lockedBy(folder: string, term = LEASE_MS): Promise<string | undefined> {
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
}

function newLease(owner: string): Lease {
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
}

async function locked(folder: string, { owner, token }: Lease, term: number): Promise<Lock> {
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
}

const inUse = (folder: string, held: Held): string =>
  `${folder} is in use by ${whose(held)}${held.note ? ` since ${held.note.since}` : ''}, so it is left alone. Run again when that has ended.`;
