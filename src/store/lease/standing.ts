/** @file How a lock stands that somebody else holds: by its processes where they can be seen, else by how long it has given no sign of life. */
import { randomUUID } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beatNow } from './beat.ts';
import { type Held, type LockNote, temporaryFile } from './note.ts';
import { lives, seesProcessesOf, sharesClockWith, thisMachine } from './process-identity.ts';

/**
 * live: in use, for certain; orphan: the command is gone, its run is not yet; gone: nobody holds it, for certain;
 * unseen: in another container or machine, or not to be told from here.
 */
export type LockState = 'live' | 'orphan' | 'gone' | 'unseen';

/** How the processes of a lock stand. */
export function stateOf(note: LockNote | undefined): LockState {
  if (!note) return 'unseen';
  const states = note.processes.map(lives);
  if (!seesProcessesOf(note.machine)) {
    // Before locks named their machine, a host's name and a start to the tick said that a process lives, but never that it is gone.
    const isOld = note.machine === undefined && note.host === hostname();
    if (!isOld || !states.includes('yes')) return 'unseen';
  } else if (states.every((state) => state === 'no')) return 'gone';
  if (states[0] === 'yes') return 'live';
  return states[0] === 'no' && states.includes('yes') ? 'orphan' : 'unseen';
}

/** The process that holds a lock: of those that can be seen the first that lives. */
export function whose({ note }: Held): string {
  if (!note) return 'a process';
  const isHere = stateOf(note) !== 'unseen';
  const { pid } = (isHere && note.processes.find((one) => lives(one) !== 'no')) || note.processes[0]!;
  if (isHere) return `process ${pid}`;
  const isNear = note.machine !== undefined && note.machine.boot === thisMachine()?.boot;
  return `process ${pid} ${isNear ? `in another container on this machine` : `on machine ${note.host}`}`;
}

/** What a lock without a heartbeat writes at least, every now and then. */
const SIGNS = ['log.csv', 'checkpoint.json'];

/** What changes as long as the owner of a lock lives. */
export const signOf = async (folder: string, held: Held): Promise<string> =>
  held.note?.beat ? held.text : `${held.text} ${await lastWrite(folder, held)}`;

/**
 * Milliseconds for which the owner of a lock has given no sign of life at least. By the one monotonic clock of this machine's containers, else
 * by the one clock of whoever keeps the folder; never by comparing two clocks. Undefined where the folder can't be written.
 */
export async function silenceOf(folder: string, held: Held): Promise<number | undefined> {
  const { machine, beat } = held.note ?? {};
  if (beat && sharesClockWith(machine)) return beatNow().up - beat.up;
  const now = await keeperTime(folder);
  return now === undefined ? undefined : now - (await lastWrite(folder, held));
}

/** When the owner last wrote, by the folder's clock. */
export async function lastWrite(folder: string, held: Held): Promise<number> {
  if (held.note?.beat) return held.mtimeMs;
  const times = SIGNS.map((name) =>
    stat(join(folder, name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  );
  return Math.max(held.mtimeMs, ...(await Promise.all(times)));
}

/** What time it is for whoever keeps the folder, which may be another machine: it dates a file that we write. */
async function keeperTime(folder: string): Promise<number | undefined> {
  const file = temporaryFile(folder, randomUUID());
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.write('\n');
    } finally {
      await handle.close();
    }
    return (await stat(file)).mtimeMs;
  } catch {
    return undefined;
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}
