/** @file The runs that are compared, drawn and reported: read from run folders or from anyone's CSV files into one shape. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { EXIT, UserError, usageError } from '../errors.ts';
import { atOnce } from '../files/at-once.ts';
import { fileError, hasCode } from '../files/file-errors.ts';
import { type FoundRun, findRun, findRuns } from '../results/find-runs.ts';
import type { RunState } from '../store/status.ts';
import { inOneSpelling } from './column-spelling.ts';
import { readCsvRuns } from './csv/runs.ts';
import { readRunFolder } from './from-run-folder.ts';
import { gathered } from './group-by.ts';
import type { RunLabel } from './run-label.ts';

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
  /** Number of the run in its variant; of a CSV file, it may be the text of a label. */
  readonly run: RunLabel;
  /** Set where nothing says which run it is: `run` then counts what comes, and pairs it with nothing. */
  readonly isUnnamed?: true;
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
  /** How each CSV file was read; absent for run folders. */
  readonly readings?: readonly Reading[];
}

/** What a CSV file was taken for. */
export interface Reading {
  /** Absolute path. */
  readonly file: string;
  /** `one run, 30 rows by Step`. */
  readonly how: string;
}

/** How CSV files that are not ours are to be understood. */
export interface CsvHints {
  /** The columns that make a variant; absent: `variant`, or else every column of text. */
  readonly by?: readonly string[];
  /** The column that tells the runs of a variant apart, and says which are pairs. */
  readonly run?: string;
  /** The column that counts the rows of a run. */
  readonly step?: string;
}

/**
 * Reads results folders, experiment, variant or run folders, and CSV files; each run once, however often it is named.
 * Throws a usage error for a path that is not there or holds no runs. A damaged file costs only its own runs.
 */
export const readRuns = async (paths: readonly string[], hints: CsvHints = {}): Promise<RunsRead> => {
  const sources = new Map<string, Source>();
  const found: string[] = [];
  for (const path of paths) {
    const { notes, ...inPath } = await sourcesIn(path);
    found.push(...notes);
    for (const source of inPath.sources) sources.set(keyOf(source), sources.get(keyOf(source)) ?? source);
  }
  const all = [...sources.values()];
  const files = all.filter((source) => typeof source === 'string');
  const names = gathered(files, (file) => basename(file));
  const isAlike = (file: string) => names.get(basename(file))!.length > 1;
  const results = await atOnce(all, (source) => read(source, hints, isAlike));
  return {
    runs: inOneSpelling(results.flatMap(({ runs }) => runs)),
    damaged: results.flatMap(({ damaged }) => damaged),
    notes: [...new Set(found), ...results.flatMap(({ notes }) => notes)],
    readings: results.flatMap(({ readings }) => readings ?? []),
  };
};

/** A run folder, or the absolute path of a CSV file. */
type Source = FoundRun | string;

/** The same for one run, through whatever links it was come to. */
const keyOf = (source: Source): string => (typeof source === 'string' ? source : source.real);

/** The run folders and CSV files that a path names, and what was passed over. */
const sourcesIn = async (
  path: string,
): Promise<{ readonly sources: readonly Source[]; readonly notes: readonly string[] }> => {
  const state = await stat(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT'))
      throw usageError(`${path}: no such file or folder. Expected a folder with results, or a CSV file.`);
    throw fileError('read', path, error);
  });
  const absolute = resolve(path);
  if (!state.isDirectory()) {
    const run = basename(absolute) === 'log.csv' ? findRun(dirname(absolute)) : undefined;
    return { sources: [run ?? absolute], notes: [] };
  }
  const { runs, notes } = await findRuns(absolute);
  if (runs.length === 0) {
    const files = (await readdir(absolute)).filter((name) => /\.csv$/i.test(name)).sort();
    const some = `${files.slice(0, 3).join(', ')}${files.length > 3 ? ', …' : ''}`;
    throw usageError(
      [
        `${path} holds no runs of elu-bench. Name a folder with results, or CSV files themselves.`,
        ...(files.length > 0 ? [`It has ${some}.`] : []),
        ...notes,
      ].join(' '),
    );
  }
  return { sources: runs, notes };
};

const read = async (
  source: Source,
  hints: CsvHints,
  isAlike: (file: string) => boolean,
): Promise<RunsRead> => {
  try {
    return typeof source === 'string'
      ? await readCsvRuns(source, hints, isAlike(source))
      : readRunFolder(source);
  } catch (error) {
    // A wrong option is wrong for all files.
    if (!(error instanceof UserError) || error.exitCode === EXIT.usage) throw error;
    return { runs: [], damaged: [error.message], notes: [] };
  }
};
