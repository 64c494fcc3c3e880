/** @file lock.json keeps two processes out of one run folder. A lock whose processes are gone is taken over; one of another machine is explained. */
import { open, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAtomically } from './atomic-file.ts';
import { fileError, hasCode } from './file-errors.ts';
import { isCount, isRecord, isText } from './json-guards.ts';
import { identify, lives, type ProcessIdentity } from './process-identity.ts';

/** The content of lock.json. */
interface LockNote {
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** The command's process, then that of its run: the folder is in use as long as one of them lives. */
  readonly processes: readonly ProcessIdentity[];
}

/** A folder that is ours until it is released. */
export interface Lock {
  /** Lets another process of ours hold the lock too, should this one be killed. */
  share(pid: number): Promise<void>;
  release(): Promise<void>;
}

interface Wish {
  /** Told what the user should know: that a lock was taken over, or is waited for. */
  warn(message: string): void;
  /** Ends the waiting. */
  readonly stop?: AbortSignal;
}

/** A run's process that lost its command saves a checkpoint and ends; that long it is waited for. */
const ORPHAN_MS = 60_000;
const POLL_MS = 50;
/** In which a lock that holds nothing gets its content, unless its writer was killed. */
const WRITE_MS = 1000;
/** Taking over takes milliseconds: one at it for that long was killed in its midst. */
const TAKEOVER_MS = 10_000;

const lockFile = (folder: string): string => join(folder, 'lock.json');

/** Locks a run folder, or says why it can't be; throws a run error where the system refuses. */
export const lockFolder = async (
  folder: string,
  { warn, stop }: Wish,
): Promise<Lock | { readonly refused: string }> => {
  const file = lockFile(folder);
  const own = { host: hostname(), since: new Date().toISOString() };
  const note = (...pids: number[]) =>
    `${JSON.stringify({ ...own, processes: pids.map(identify) } satisfies LockNote, undefined, 2)}\n`;
  const lock: Lock = {
    share: (pid) => writeAtomically(file, [note(process.pid, pid)]),
    release: () => rm(file, { force: true }),
  };
  let waited = 0;
  for (;;) {
    if (await created(file, note(process.pid))) return lock;
    const held = await readLock(file);
    if (held === 'gone') continue;
    const state = held === 'unreadable' ? 'stale' : stateOf(held);
    if (held !== 'unreadable' && state === 'orphan' && waited < ORPHAN_MS && !stop?.aborted) {
      if (waited === 0)
        warn(
          `waiting for process ${held.processes.at(-1)!.pid} of an earlier command, which is about to end`,
        );
      await sleep(POLL_MS);
      waited += POLL_MS;
    } else if (held !== 'unreadable' && state !== 'stale') return { refused: explain(folder, held) };
    else if (await takenOver(file, held, note(process.pid))) {
      const whose = held === 'unreadable' ? 'a process' : `process ${held.processes[0]!.pid}`;
      warn(`its lock was left behind by ${whose} that is gone, and is taken over`);
      return lock;
    }
  }
};

/** Why a folder is in use, undefined where it is not. */
export const lockedBy = async (folder: string): Promise<string | undefined> => {
  const held = await readLock(lockFile(folder));
  return typeof held === 'string' || stateOf(held) === 'stale' ? undefined : explain(folder, held);
};

/** foreign: of a machine whose processes can't be seen from here; orphan: the command is gone, its run is not yet. */
const stateOf = ({ host, processes }: LockNote): 'foreign' | 'live' | 'orphan' | 'stale' => {
  if (host !== hostname()) return 'foreign';
  const [command, ...others] = processes.map(lives);
  if (command) return 'live';
  return others.includes(true) ? 'orphan' : 'stale';
};

const explain = (folder: string, held: LockNote): string => {
  const [{ pid } = { pid: 0 }] = held.processes.filter(lives).concat(held.processes);
  return stateOf(held) === 'foreign'
    ? `${folder} is in use by process ${pid} on machine ${held.host} since ${held.since}, which can't be looked at from here. ` +
        `If it is surely gone, delete ${lockFile(folder)} and run again.`
    : `${folder} is in use by process ${pid} since ${held.since}, so it is left alone. Run again when that has ended.`;
};

/** True if the file was not there and is now. */
const created = async (file: string, text: string): Promise<boolean> => {
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(text);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw fileError('write', file, error, Buffer.byteLength(text));
  }
};

/**
 * Replaces a stale lock by ours, `text`; false where another was faster or is at it. One process at a time may do so, the one that could
 * make lock.json.takeover, and only where the stale lock is still there: its owner is gone and nobody else removes it.
 */
const takenOver = async (file: string, stale: LockNote | 'unreadable', text: string): Promise<boolean> => {
  const claim = `${file}.takeover`;
  if (!(await created(claim, ''))) {
    const made = await stat(claim).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > TAKEOVER_MS) await rm(claim, { force: true });
    else await sleep(POLL_MS);
    return false;
  }
  try {
    const found = await parse(file);
    const same = JSON.stringify(found) === JSON.stringify(stale);
    if (same) await writeAtomically(file, [text]);
    return same;
  } finally {
    await rm(claim, { force: true });
  }
};

const readLock = async (file: string): Promise<LockNote | 'gone' | 'unreadable'> => {
  const first = await parse(file);
  if (first !== 'unreadable') return first;
  await sleep(WRITE_MS);
  return parse(file);
};

const parse = async (file: string): Promise<LockNote | 'gone' | 'unreadable'> => {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isLockNote(value) ? value : 'unreadable';
  } catch (error) {
    if (error instanceof SyntaxError) return 'unreadable';
    if (hasCode(error, 'ENOENT')) return 'gone';
    throw fileError('read', file, error);
  }
};

const isLockNote = (value: unknown): value is LockNote =>
  isRecord(value) &&
  isText(value.host) &&
  isText(value.since) &&
  Array.isArray(value.processes) &&
  value.processes.length > 0 &&
  value.processes.every(
    (one) => isRecord(one) && isCount(one.pid) && (one.started === undefined || isText(one.started)),
  );
