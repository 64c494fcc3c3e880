/**
 * @file What is made once for all, kept on disk: the next run with the same data and parameters reads it instead of making it anew. Of those that
 * miss it at once, one makes it, and the others wait for it.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pieces } from '../../files/atomic-file.ts';
import { writeError, writeFiles } from '../atomic-files.ts';

/** Of the layout of these files and of how what they hold is computed: another number makes old files unread. */
const VERSION = 2;
/** Beside the file that is made: the folder in which that is done, which belongs to whoever has claimed it. */
const MAKING = '.making';
const POLL_MS = 100;

/** Name of the file for what was made of these data with these parameters. */
export const cacheName = (kind: string, of: Readonly<Record<string, unknown>>): string =>
  `${kind}-${createHash('sha256')
    .update(JSON.stringify({ version: VERSION, ...of }))
    .digest('hex')
    .slice(0, 24)}.bin`;

/** A folder that is one process's until it lets go of it, whatever becomes of the process. */
export interface Claim {
  release(): Promise<void>;
}

/** Claims a folder; `refused` says who has it. */
export type ClaimFolder = (folder: string) => Promise<Claim | { readonly refused: string }>;

interface Entry {
  readonly folder: string;
  readonly name: string;
}

/** How a process gets along with others that want the same. */
export interface Making {
  readonly claim: ClaimFolder;
  /** Told once where it waits for another that makes it. */
  onWait(): void;
  readonly stop: AbortSignal;
}

/** How what is kept is made and read. */
interface Kept<T> {
  /** What the file is to hold. */
  make(): Promise<Pieces>;
  /** What it holds; undefined where it is damaged. */
  read(file: string): Promise<T | undefined>;
}

/**
 * What this file holds, which is made first where it is missing or damaged.
 * @throws UserError (exit code 1) where the file can't be written, and the reason of `stop`; nothing half-written is left then.
 */
export async function cached<T>(
  { folder, name }: Entry,
  { make, read }: Kept<T>,
  { claim, onWait, stop }: Making,
): Promise<T> {
  const file = join(folder, name);
  const making = `${file}${MAKING}`;
  const known = async () => (existsSync(file) ? read(file) : undefined);
  for (let waits = false; ; ) {
    const kept = await known();
    if (kept) return kept;
    const claimed = await claimMaking(making, claim);
    if ('release' in claimed) {
      try {
        // Another may have made it since.
        const made = await known();
        if (made) return made;
        // Damaged: those that wait need not read it again and again.
        await rm(file, { force: true });
        await writeFiles(making, new Map([[name, await make()]]), stop);
        await rename(join(making, name), file);
      } finally {
        await letGo(making, claimed);
      }
    } else {
      if (!waits) onWait();
      waits = true;
      await sleep(POLL_MS, undefined, { signal: stop });
    }
  }
}

/** Removes from the folder what processes that are gone have left half-made. */
export async function sweepCache(folder: string, claim: ClaimFolder): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  for (const making of entries
    .filter((entry) => entry.endsWith(MAKING))
    .map((entry) => join(folder, entry))) {
    const claimed = await claim(making).catch(() => undefined);
    if (claimed && 'release' in claimed) await letGo(making, claimed);
  }
}

async function claimMaking(making: string, claim: ClaimFolder): ReturnType<ClaimFolder> {
  for (;;) {
    try {
      await mkdir(making, { recursive: true });
    } catch (error) {
      throw writeError(making, error);
    }
    try {
      return await claim(making);
    } catch (error) {
      // Whoever had it before has just removed it.
      if (existsSync(making)) throw error;
    }
  }
}

/** Lets go of what is being made, and leaves nothing of it, nor of what others that died at it have left. */
async function letGo(making: string, claimed: Claim): Promise<void> {
  const name = basename(making, MAKING);
  for (const left of await readdir(making).catch(() => []))
    if (left.startsWith(name)) await rm(join(making, left), { force: true }).catch(() => undefined);
  await claimed.release();
  // Somebody else may have claimed it already.
  await rmdir(making).catch(() => undefined);
}
