/** @file Lets processes that make one file anew do so one after the other, so that none writes what it read before another's end over what that one wrote. */
import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from './file-errors.ts';

/** A process that has its turn says so that often. */
const BEAT_MS = 200;
/** One that has said nothing for that long was killed; by the clock of whoever waits. */
const SILENCE_MS = 1000;
const POLL_MS = 20;
/** So many wait that it is better to go on without. */
const PATIENCE_MS = 60_000;
/** A turn that was taken away is taken again, so often. */
const TRIES = 5;

/**
 * Does `work` while no other process does so for `file`; again where a process took this one for dead meanwhile, as the two may have come
 * into each other's way. Where there can be no turns, on a system that refuses the file `<file>.lock`, say, it is simply done.
 */
export async function inTurn(file: string, work: () => Promise<void>): Promise<void> {
  const lock = `${file}.lock`;
  for (let left = TRIES; left > 0; left--) {
    const name = randomBytes(8).toString('hex');
    if (!(await taken(lock, name))) return work();
    let beats = 0;
    let beating: Promise<unknown> = Promise.resolve();
    const beat = async () => {
      if (await isOurs(lock, name)) await writeFile(lock, `${name} ${++beats}`);
    };
    const timer = setInterval(() => {
      beating = beating.then(beat).catch(() => undefined);
    }, BEAT_MS);
    let wasOurs = false;
    try {
      await work();
    } finally {
      clearInterval(timer);
      await beating;
      wasOurs = await isOurs(lock, name);
      if (wasOurs) await removed(lock);
    }
    if (wasOurs) return;
  }
}

/** Waits for a turn, takes it and says true; false where there can be none. */
async function taken(lock: string, name: string): Promise<boolean> {
  const began = performance.now();
  let heard: { readonly text: string; readonly at: number } | undefined;
  while (performance.now() - began < PATIENCE_MS) {
    try {
      await writeFile(lock, name, { flag: 'wx' });
      return true;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) return false;
    }
    const text = await textOf(lock);
    const now = performance.now();
    if (text === undefined) continue;
    if (heard?.text !== text) heard = { text, at: now };
    else if (now - heard.at > SILENCE_MS && (await textOf(lock)) === text) {
      if (!(await removed(lock))) return false;
      heard = undefined;
    }
    // Of those that wait not always the same one comes first.
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
  return false;
}

const isOurs = async (lock: string, name: string): Promise<boolean> =>
  (await textOf(lock))?.startsWith(name) === true;

/** Undefined where it is gone; nothing where it is no file. */
const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: unknown) => (hasCode(error, 'ENOENT') ? undefined : ''));

const removed = (file: string): Promise<boolean> =>
  rm(file, { force: true }).then(
    () => true,
    () => false,
  );
