/** @file Downloads a file, going on where an earlier attempt broke off, and trying one address after another. */
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dataError, UserError } from '../../errors.ts';
import { writeError } from '../atomic-files.ts';

/** A server that sends nothing for so long has broken off. */
const STALLED_MS = 60_000;
/** An address is left after so many attempts in a row that brought nothing. */
const MOST_VAIN_ATTEMPTS = 3;

export interface Download {
  readonly urls: readonly string[];
  /** Folder for what has come so far; it outlives a download that breaks off. */
  readonly folder: string;
  /** No archive is larger; a server that sends more is not believed. */
  readonly most: number;
  readonly signal: AbortSignal;
  /** Bytes there are so far, and in all where the server has said it. */
  readonly progress: (bytes: number, total: number | undefined) => void;
  /** Milliseconds before another attempt. */
  readonly pauseMs?: number;
}

/**
 * Path of the downloaded file, which is the caller's to check and delete.
 * @throws UserError (exit code 3) with what went wrong at each address, and the signal's reason when it aborts.
 */
export async function download({ urls, folder, pauseMs = 2000, ...rest }: Download): Promise<string> {
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw writeError(folder, error);
  });
  const problems: string[] = [];
  for (const url of urls) {
    // What two addresses offer under one name may differ in its bytes, so that one cannot go on where the other broke off.
    const file = join(folder, `${createHash('sha256').update(url).digest('hex').slice(0, 16)}.part`);
    for (let vain = 0; vain < MOST_VAIN_ATTEMPTS; ) {
      const before = sizeOf(file);
      const problem = await attempt(url, file, rest);
      if (problem === undefined) return file;
      rest.signal.throwIfAborted();
      vain = sizeOf(file) > before ? 0 : vain + 1;
      if (problem.final || vain === MOST_VAIN_ATTEMPTS) {
        problems.push(`${url}: ${problem.text}`);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  throw dataError(
    `no download:\n  ${problems.join('\n  ')}\nTry again to go on where it broke off, or name a copy that you have: --from DIR, --from ARCHIVE or --from URL.`,
  );
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

interface Problem {
  readonly text: string;
  /** Trying the same address again will not help. */
  readonly final: boolean;
}

/** Undefined where the file is there to its last byte, else what went wrong. */
async function attempt(
  url: string,
  file: string,
  { most, signal, progress }: Pick<Download, 'most' | 'signal' | 'progress'>,
): Promise<Problem | undefined> {
  const stalled = new AbortController();
  const watch = setTimeout(() => stalled.abort(new Error('the server sends nothing')), STALLED_MS);
  const start = sizeOf(file);
  try {
    const response = await fetch(url, {
      headers: start > 0 ? { range: `bytes=${start}-` } : {},
      signal: AbortSignal.any([signal, stalled.signal]),
    });
    // 416: there is nothing after what is here already, so it is whole, or of another version, which its check will tell.
    if (response.status === 416 && start > 0) return undefined;
    if (!response.ok || !response.body)
      return {
        text: `the server answers ${response.status} ${response.statusText}`,
        final: response.status < 500,
      };
    const goesOn = response.status === 206 && rangeStart(response) === start;
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    let bytes = goesOn ? start : 0;
    const total = Number.isNaN(length) ? undefined : bytes + length;
    if (total !== undefined && total > most) return tooLarge(total, most);
    // Closed before the next attempt asks for the file's size: a write still under way would make it go on too early.
    const handle = await open(file, goesOn ? 'a' : 'w');
    try {
      for await (const chunk of response.body) {
        watch.refresh();
        bytes += chunk.length;
        if (bytes > most) throw dataError(tooLarge(bytes, most).text);
        progress(bytes, total);
        await handle.appendFile(chunk);
      }
    } finally {
      await handle.close();
    }
    return total === undefined || bytes === total
      ? undefined
      : { text: 'the connection broke off', final: false };
  } catch (error) {
    if (error instanceof UserError) {
      await rm(file, { force: true });
      return { text: error.message, final: true };
    }
    const mendable = writeError(file, error);
    if (mendable instanceof UserError && isOfFile(error)) throw mendable;
    return { text: reason(error), final: false };
  } finally {
    clearTimeout(watch);
  }
}

const tooLarge = (bytes: number, most: number): Problem => ({
  text: `${bytes} bytes; expected at most ${most}`,
  final: true,
});

const rangeStart = (response: Response): number =>
  Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN);

/** Errors of the disk, not of the network. */
const isOfFile = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && ['open', 'write', 'close'].includes(String(error.syscall));

/** What fetch failed of lies in the cause of its error. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
