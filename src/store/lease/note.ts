/** @file lock.json as text: whose a run folder is, and the latest sign of life. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileError, hasCode } from '../../files/file-errors.ts';
import { isCount, isRecord, isText } from '../../files/json-guards.ts';
import type { Beat } from './beat.ts';
import type { MachineIdentity, ProcessIdentity } from './process-identity.ts';

/** The content of lock.json. Locks of version 0.1.0 have only the first three. */
export interface LockNote {
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** The command's process, then that of its run: the folder is in use as long as one of them lives. */
  readonly processes: readonly ProcessIdentity[];
  /** Absent where the system doesn't tell. */
  readonly machine?: MachineIdentity;
  /** One name for all processes that hold the folder together. */
  readonly owner?: string;
  /** A name for this lease alone; whoever takes it over makes the file that bears it, which only one can. */
  readonly token?: string;
  readonly beat?: Beat;
}

/** A lock as this version writes it. */
export type Lease = LockNote & Required<Pick<LockNote, 'owner' | 'token' | 'beat'>>;

/** A lock as it lies in its folder. */
export interface Held {
  /** Undefined where the file can't be read as a lock: its writer was killed, or the power went. */
  readonly note: LockNote | undefined;
  /** `token` of the note, or what stands for it. */
  readonly token: string;
  /** Changes with every sign of life. */
  readonly text: string;
  /** When the file was written last, by the clock of whoever keeps the folder. */
  readonly mtimeMs: number;
}

export const lockFile = (folder: string): string => join(folder, 'lock.json');

/** The lease that follows the one of this token, until it has become lock.json. */
export const successorFile = (folder: string, token: string): string => join(folder, `lock-${token}.json`);

/** A file that is there for a moment, before it gets its name or is gone. */
export const temporaryFile = (folder: string, token: string): string => join(folder, `lock-${token}.tmp`);

/** Names of files by which a run folder is held, or may become so. */
export const isLock = (name: string): boolean => name === 'lock.json' || isLitter(name);

/** Names of files beside lock.json that are there for a moment, unless a kill leaves them. */
export const isLitter = (name: string): boolean => /^lock-.+\.(json|tmp)$/.test(name);

/** Always the same length, so that it can be written over in place, which keeps the file that it is. */
export const noteText = (note: LockNote): string =>
  `${JSON.stringify(note, undefined, 2).padEnd(NOTE_BYTES - 1)}\n`;
const NOTE_BYTES = 1024;

/** A reader may meet a writer, and a network file system may take a file away under its reader. */
const ATTEMPTS = 5;
const AGAIN_MS = 20;

/** The lease that holds the folder: lock.json, or the last of those that follow it; undefined where nobody does. */
export async function readLock(folder: string): Promise<Held | undefined> {
  const chain = new Map<string, Held>();
  let next = await readHeld(lockFile(folder));
  // Files that were copied by hand can lead in a circle.
  while (next && !chain.has(next.token)) {
    chain.set(next.token, next);
    next = await readHeld(successorFile(folder, next.token));
  }
  return [...chain.values()].at(-1);
}

/** One lock file, undefined where it is missing. Opened anew, which makes network file systems ask their server. */
export async function readHeld(file: string): Promise<Held | undefined> {
  for (let attempt = 1; ; attempt++) {
    const held = await readOnce(file);
    if (held === 'again' ? attempt < ATTEMPTS : held && !held.note && attempt < ATTEMPTS)
      await sleep(AGAIN_MS);
    else if (held !== 'again') return held;
    else throw fileError('read', file, Object.assign(new Error(), { code: 'ESTALE', syscall: 'read' }));
  }
}

async function readOnce(file: string): Promise<Held | undefined | 'again'> {
  try {
    const handle = await open(file);
    try {
      const { mtimeMs } = await handle.stat();
      const text = await handle.readFile('utf8');
      const note = parseNote(text);
      return { note, token: note?.token ?? digest(text), text, mtimeMs };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    if (hasCode(error, 'ESTALE')) return 'again';
    throw fileError('read', file, error);
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The note of a text, undefined where it is none. */
export function parseNote(text: string): LockNote | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLockNote(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isLockNote = (value: unknown): value is LockNote =>
  isRecord(value) &&
  isText(value.host) &&
  isText(value.since) &&
  Array.isArray(value.processes) &&
  value.processes.length > 0 &&
  value.processes.every((one) => isRecord(one) && isCount(one.pid) && isTextOrNone(one.started)) &&
  isTextOrNone(value.owner) &&
  (value.token === undefined || (isText(value.token) && /^[\w-]{1,64}$/.test(value.token))) &&
  (value.machine === undefined || isMachine(value.machine)) &&
  (value.beat === undefined || isBeat(value.beat));

const isTextOrNone = (value: unknown): boolean => value === undefined || isText(value);

const isMachine = (value: unknown): boolean =>
  isRecord(value) && isText(value.boot) && isTextOrNone(value.pids) && isTextOrNone(value.clock);

const isBeat = (value: unknown): boolean =>
  isRecord(value) && Number.isFinite(value.up) && Number.isFinite(value.at);
