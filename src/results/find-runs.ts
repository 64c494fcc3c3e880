/** @file Finds the run folders in a results folder, an experiment's, a variant's; or the one that is named itself. Links are followed. */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { runError, UserError, usageError } from '../errors.ts';
import { fileError, hasCode } from '../files/file-errors.ts';
import { type RunStatus, readStatus } from '../store/status.ts';
import { isRunByEntries } from './is-run.ts';

/** <out>/<name>/<variant>/run-<k>. */
const DEPTH = 3;
/** More folders than any sweep has; whoever names `/` should not wait for it. */
const MOST_FOLDERS = 100_000;
/** Folders are read by calls that wait, which is quickest; after so many whatever else goes on has its turn. */
const AT_A_TIME = 64;

/** A run as its folder tells it. */
export interface FoundRun {
  /** As it was come to, through links or not. */
  readonly folder: string;
  /** Without links. */
  readonly real: string;
  /** Undefined before the run has begun, and where status.json is damaged. */
  readonly status: RunStatus | undefined;
}

/** Runs, and what of the tree was passed over: a sentence each. */
export interface RunsFound {
  /** Ordered by path, run-2 before run-10. */
  readonly runs: readonly FoundRun[];
  readonly notes: readonly string[];
}

/** A folder to look into. */
interface Place {
  readonly path: string;
  /** Without links. */
  readonly real: string;
  readonly depth: number;
}

/**
 * All runs in `folder`, at most `depth` folders down. Links are followed, after all else, so that of several ways to one run the one without
 * links counts; each run counts once.
 * @throws UserError (exit code 2) where there is no such folder.
 */
export async function findRuns(folder: string, depth: number = DEPTH): Promise<RunsFound> {
  const real = rootOf(folder);
  const runs = new Map<string, FoundRun>();
  const notes: string[] = [];
  const strangers: string[] = [];
  const links: Place[] = [];
  const visited = new Map<string, number>();
  let seen = 0;

  const visit = async (place: Place): Promise<void> => {
    if (++seen > MOST_FOLDERS) throw runError(`${folder} holds more than ${MOST_FOLDERS} folders.`);
    if (seen % AT_A_TIME === 0) await turn();
    const { path } = place;
    // So no link leads round in a circle.
    if ((visited.get(place.real) ?? -1) >= place.depth) return;
    visited.set(place.real, place.depth);
    let entries: readonly Dirent[];
    try {
      const status = readStatus(path);
      entries = status ? [] : readdirSync(path, { withFileTypes: true });
      if (status || isRunByEntries(path, entries)) {
        if (!runs.has(place.real)) runs.set(place.real, { folder: path, real: place.real, status });
        return;
      }
    } catch (error) {
      notes.push(passedOver(path, error));
      return;
    }
    if (entries.some((entry) => entry.name === 'log.csv' && !entry.isDirectory()))
      strangers.push(join(path, 'log.csv'));
    if (place.depth > 0) await below(place, entries);
  };

  const below = async (place: Place, entries: readonly Dirent[]): Promise<void> => {
    const inside = (name: string, real: string) => ({
      path: join(place.path, name),
      real,
      depth: place.depth - 1,
    });
    for (const entry of entries) {
      if (entry.isDirectory()) await visit(inside(entry.name, join(place.real, entry.name)));
      if (!entry.isSymbolicLink()) continue;
      const end = endOf(join(place.path, entry.name));
      if ('note' in end) notes.push(end.note);
      else if (end.folder !== undefined) links.push(inside(entry.name, end.folder));
    }
  };

  await visit({ path: folder, real, depth });
  for (let next = links.shift(); next; next = links.shift()) {
    const before = runs.size;
    await visit(next);
    if (runs.size === before && [...runs.keys()].some(isIn(next.real)))
      notes.push(`${next.path} is a link to ${next.real}: what that holds counts once.`);
  }
  if (strangers.length > 0) notes.push(strangersNote(strangers));
  return { runs: inOrder(folder, [...runs.values()]), notes };
}

/** The run whose folder this is, undefined where it is none. */
export function findRun(folder: string): FoundRun | undefined {
  try {
    const status = readStatus(folder);
    const isRun =
      status !== undefined || isRunByEntries(folder, readdirSync(folder, { withFileTypes: true }));
    return isRun ? { folder, real: realpathSync(folder), status } : undefined;
  } catch (error) {
    throw fileError('read', folder, error);
  }
}

function rootOf(folder: string): string {
  try {
    if (statSync(folder).isDirectory()) return realpathSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw usageError(`${folder}: no such folder. Expected one with results.`);
    throw fileError('read', folder, error);
  }
  throw usageError(`${folder} is not a folder; expected one with results.`);
}

/** Where a link leads, if that is a folder, or why it leads nowhere. */
function endOf(link: string): { readonly folder: string | undefined } | { readonly note: string } {
  try {
    return { folder: statSync(link).isDirectory() ? realpathSync(link) : undefined };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { note: `${link} is a link that leads nowhere: passed over.` };
    if (hasCode(error, 'ELOOP')) return { note: `${link} is a link that leads in a circle: passed over.` };
    return { note: passedOver(link, error) };
  }
}

/** For the user: what could not be read; throws what is no error of the system. */
function passedOver(path: string, error: unknown): string {
  if (error instanceof UserError) return `${error.message} It is passed over.`;
  if (error instanceof Error && 'code' in error) return `${path} can't be read (${error.code}): passed over.`;
  throw error;
}

const isIn =
  (folder: string) =>
  (path: string): boolean =>
    path === folder || path.startsWith(folder + sep);

const strangersNote = ([first, ...others]: readonly string[]): string =>
  others.length === 0
    ? `${first} was not written by elu-bench: left out. As a file named itself it is read like anyone's CSV.`
    : `${first} and ${others.length} more were not written by elu-bench: left out. As files named themselves they are read like anyone's CSV.`;

const byNumber = new Intl.Collator('en', { numeric: true });

/** Part by part of the paths below `folder`; names that are alike but for zeros in front or accents stand in the order of their characters. */
function inOrder(folder: string, runs: readonly FoundRun[]): readonly FoundRun[] {
  const parts = new Map(runs.map((run) => [run, relative(folder, run.folder).split(sep)]));
  return runs.toSorted((a, b) => {
    const [left, right] = [parts.get(a)!, parts.get(b)!];
    const at = left.findIndex((part, i) => part !== right[i]);
    if (at < 0 || right[at] === undefined) return 1;
    return byNumber.compare(left[at]!, right[at]) || (left[at]! < right[at] ? -1 : 1);
  });
}
