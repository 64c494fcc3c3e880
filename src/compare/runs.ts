/** @file The runs that are compared, drawn and reported: read from run folders or from anyone's CSV files into one shape. */
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { EXIT, UserError, usageError } from '../errors.ts';
import { fileError, hasCode } from '../results/file-errors.ts';
import { findRuns } from '../results/find-runs.ts';
import type { RunState } from '../results/status.ts';
import { readCsvRuns } from './csv-runs.ts';
import { isRunFolder, readRunFolder } from './run-folder.ts';

/** One run as it was read. */
export interface RunLog {
  /** Name of the experiment: its folder's, or the CSV file's without `.csv`. */
  readonly experiment: string;
  /** Absolute path of what the runs of the experiment share: its folder, or the CSV file. Tells experiments of one name apart. */
  readonly experimentPath: string;
  /** What the variant sets, by column: `{ activation: 'elu' }`; empty where nothing varies. */
  readonly variant: Readonly<Record<string, string>>;
  /** `activation=elu,momentum=0.9`, as its folder is called. Anyone's text where it comes from a CSV file: escape it. */
  readonly variantName: string;
  readonly run: number;
  /** Undefined where nothing says: a folder without status.json, a CSV file. */
  readonly status: RunState | undefined;
  /** Absolute path of the run's folder, with config.yaml and environment.json; undefined for a run from a CSV file. */
  readonly folder: string | undefined;
  /** Absolute path of the file that `columns` come from. */
  readonly source: string;
  /**
   * Numbers by column, all of one length: a value a row, oldest first, NaN where a field is empty or says `nan`. `iteration` is there
   * and rises, unless the run is a single row of final figures; none at all where a run ended before its first row.
   * Units as in docs/reference/columns.md.
   */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** What was found, and what the user should know of it. */
export interface RunsRead {
  /** In the order of the paths; below a path by folder, then by number. */
  readonly runs: readonly RunLog[];
  /** Why files could not be read; their runs are left out. */
  readonly damaged: readonly string[];
  /** What was passed over or guessed. */
  readonly notes: readonly string[];
}

/** How CSV files that are not ours are to be understood. */
export interface CsvHints {
  /** The columns that make a variant; absent: `variant`, or else every column of text. */
  readonly by?: readonly string[];
}

/** So that no system runs out of open files. */
const AT_ONCE = 64;

/**
 * Reads results folders, experiment, variant or run folders, and CSV files; each run once, however often it is named.
 * Throws a usage error for a path that is not there or holds no runs. A damaged file costs only its own runs.
 */
export const readRuns = async (paths: readonly string[], hints: CsvHints = {}): Promise<RunsRead> => {
  const sources = new Set<string>();
  for (const path of paths) for (const source of await sourcesIn(path)) sources.add(source);
  const all = [...sources];
  const results: RunsRead[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    results.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map((source) => read(source, hints)))));
  return {
    runs: results.flatMap(({ runs }) => runs),
    damaged: results.flatMap(({ damaged }) => damaged),
    notes: results.flatMap(({ notes }) => notes),
  };
};

/** Absolute paths of the run folders and CSV files that a path names. */
const sourcesIn = async (path: string): Promise<readonly string[]> => {
  const state = await stat(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT'))
      throw usageError(`${path}: no such file or folder. Expected a folder with results, or a CSV file.`);
    throw fileError('read', path, error);
  });
  const absolute = resolve(path);
  if (!state.isDirectory())
    return [
      basename(absolute) === 'log.csv' && isRunFolder(dirname(absolute)) ? dirname(absolute) : absolute,
    ];
  const folders = await findRuns(absolute);
  if (folders.length === 0)
    throw usageError(
      `${path} holds no runs (folders run-0, run-1, …). Name a folder with results, or CSV files themselves.`,
    );
  return folders;
};

const read = async (source: string, hints: CsvHints): Promise<RunsRead> => {
  try {
    return isRunFolder(source) ? await readRunFolder(source) : await readCsvRuns(source, hints);
  } catch (error) {
    // A wrong option is wrong for all files.
    if (!(error instanceof UserError) || error.exitCode === EXIT.usage) throw error;
    return { runs: [], damaged: [error.message], notes: [] };
  }
};
