/**
 * @file What was fitted, kept on disk: the next run with the same data and parameters reads it instead of fitting anew. Of those that miss it at
 * once, one fits, and the others wait for it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeError, writeFiles } from '../atomic-files.ts';
import type { Whitening } from './zca.ts';

/** Of the layout of these files and of how what they hold is computed: another number makes old files unread. */
const VERSION = 2;
const DIGEST_BYTES = 32;
/** Beside the file that is made: the folder in which that is done, which belongs to whoever has claimed it. */
const MAKING = '.making';
const POLL_MS = 100;

/** Name of the file for what was fitted to these data with these parameters. */
export const cacheName = (of: Readonly<Record<string, unknown>>): string =>
  `zca-${createHash('sha256')
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
  /** Pixels of an image. */
  readonly size: number;
}

interface Making {
  readonly claim: ClaimFolder;
  fit(): Promise<Whitening>;
  /** Told once where it waits for another that fits. */
  onWait(): void;
  readonly stop: AbortSignal;
}

/**
 * The whitening of `size` pixels in this file, else what `fit` gives, which is then kept there. A file that is damaged counts as none.
 * @throws UserError (exit code 1) where the file can't be written, and the reason of `stop`; nothing half-written is left then.
 */
export async function cachedWhitening(
  { folder, name, size }: Entry,
  { claim, fit, onWait, stop }: Making,
): Promise<Whitening> {
  const file = join(folder, name);
  const making = `${file}${MAKING}`;
  for (let waits = false; ; waits = true) {
    const kept = read(file, size);
    if (kept) return kept;
    const claimed = await claimMaking(making, claim);
    if ('release' in claimed) {
      try {
        // Another may have made it since.
        const made = read(file, size);
        if (made) return made;
        // Damaged: those that wait need not read it again and again.
        await rm(file, { force: true });
        const fitted = await fit();
        await writeFiles(making, new Map([[name, encode(fitted)]]), stop);
        await rename(join(making, name), file);
        return fitted;
      } finally {
        await letGo(making, claimed);
      }
    }
    if (!waits) onWait();
    await sleep(POLL_MS, undefined, { signal: stop });
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

// Mean, matrix (float32, as the machine stores them: little-endian on all that are supported), sha256 of both.
function encode({ mean, matrix }: Whitening): Uint8Array {
  const parts = [mean, matrix].map((numbers) =>
    Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  );
  return Buffer.concat([...parts, digest(Buffer.concat(parts))]);
}

function read(file: string, size: number): Whitening | undefined {
  const numbers = size + size * size;
  if (!existsSync(file)) return undefined;
  if (statSync(file, { throwIfNoEntry: false })?.size !== 4 * numbers + DIGEST_BYTES) return undefined;
  // A copy of its own, so that the numbers begin where float32 may.
  const bytes = new Uint8Array(readFileSync(file));
  const content = bytes.subarray(0, 4 * numbers);
  if (!digest(content).equals(bytes.subarray(4 * numbers))) return undefined;
  const all = new Float32Array(bytes.buffer, 0, numbers);
  return { mean: all.subarray(0, size), matrix: all.subarray(size) };
}

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
