/** @file The owner's side of a lease: signs of life while it works, and the certainty before each write that the folder is its own yet. */
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { runError } from '../../errors.ts';
import { fileError, hasCode } from '../../files/file-errors.ts';
import { type Beat, beatNow, sinceBeat } from './beat.ts';
import { type LockNote, lockFile, noteText, parseNote, readHeld, readLock } from './note.ts';
import { succeed } from './succession.ts';

/** After so many milliseconds without a sign of life a lease that can't be looked at has run out (docs/decisions/0019-leases.md). */
export const LEASE_MS = 30_000;

/** Shares of a lease: between two signs of life; after which its owner is late, and follows itself as anyone else would; until which it may write. */
const BEAT = 1 / 10;
const LATE = 1 / 3;
const SAFE = 2 / 3;
/** For which a look at lock.json counts, so that rows that come fast cost nothing. */
const LOOK = 1 / 30;
/** While another process of the owner follows the late lease. */
const MEANWHILE_MS = 20;

/** What must hold before a write: returns where the folder is ours, throws a run error where it is not any more. */
export type Guard = () => Promise<void>;

export interface Keeper {
  readonly confirm: Guard;
  /** Writes down which processes hold the folder together. */
  note(change: Pick<LockNote, 'processes'>): Promise<void>;
  /** Aborted once the folder is somebody else's; its reason is the error. */
  readonly lost: AbortSignal;
  /** No more signs of life. */
  end(): void;
}

/** Keeps the lease by which `owner` holds a folder. Every process of the owner may do so, and one of them suffices. */
export function keepLease(folder: string, owner: string, term = LEASE_MS): Keeper {
  const file = lockFile(folder);
  const lost = new AbortController();
  let change: Partial<LockNote> = {};
  let accepted: Beat | undefined;
  let looked: Beat | undefined;
  let renewing: Promise<void> | undefined;

  const lose = async (): Promise<never> => {
    lost.abort(runError(lossText(folder, (await readLock(folder))?.note, term)));
    throw lost.signal.reason;
  };

  /** Writes over the very file that was read, never over another that has come into its place. */
  const beat = async (): Promise<void> => {
    const handle = await open(file, 'r+').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ESTALE')) return undefined;
      throw fileError('write', file, error);
    });
    try {
      const found = handle && parseNote(await handle.readFile('utf8'));
      if (found?.owner !== owner || !found.beat || sinceBeat(found.beat) > LATE * term) return;
      await handle!.write(noteText({ ...found, ...change, beat: beatNow() }), 0);
    } catch (error) {
      if (!hasCode(error, 'ESTALE')) throw fileError('write', file, error);
    } finally {
      await handle?.close();
    }
  };

  const renew = async (written: boolean): Promise<void> => {
    for (let fresh = written ? 0 : 0.8 * BEAT; ; fresh = LATE) {
      const now = beatNow();
      const held = await readHeld(file);
      const note = held?.note;
      if (note?.owner !== owner || !note.beat) return lose();
      const since = sinceBeat(note.beat);
      if (since < fresh * term) {
        [accepted, looked] = [note.beat, now];
        return;
      }
      if (since < LATE * term) await beat();
      // Somebody may be about to take the lease over; the first to follow it has it.
      else if (
        !(await succeed(folder, held!, { ...note, ...change, owner, token: randomUUID(), beat: beatNow() }))
      ) {
        if ((await readLock(folder))?.note?.owner !== owner) return lose();
        await sleep(MEANWHILE_MS);
      }
    }
  };

  const renewed = (written = false): Promise<void> => {
    renewing ??= renew(written).finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  // What keeps a sign of life from being given is told by the next write, if it lasts.
  const timer = setInterval(() => void renewed().catch(() => undefined), BEAT * term).unref();
  lost.signal.addEventListener('abort', () => clearInterval(timer));

  return {
    async confirm() {
      lost.signal.throwIfAborted();
      const isSure =
        accepted && looked && sinceBeat(looked) < LOOK * term && sinceBeat(accepted) < SAFE * term;
      if (!isSure) await renewed();
    },
    async note(wanted) {
      change = wanted;
      while (renewing) await renewing;
      await renewed(true);
    },
    lost: lost.signal,
    end: () => clearInterval(timer),
  };
}

function lossText(folder: string, by: LockNote | undefined, term: number): string {
  const whom = by
    ? `process ${by.processes[0]!.pid} on machine ${by.host} took it over at ${by.since}`
    : 'another process took it over, or somebody deleted its lock.json';
  return (
    `${folder} is not this run's any more: ${whom}. That happens to a run that gives no sign of life for ${term / 1000} seconds. ` +
    'Nothing more is written there by this one.'
  );
}
