/** @file The runs that are compared, drawn and reported: read from run folders or from anyone's CSV files into one shape. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { EXIT, UserError, usageError } from '../errors.ts';
import { atOnce } from '../files/at-once.ts';
import { fileError, hasCode } from '../files/file-errors.ts';
import { groupBy } from '../group-by.ts';
import { type FoundRun, findRun, findRuns } from '../results/find-runs.ts';
import { inOneSpelling } from './column-spelling.ts';
import type { CsvHints } from './csv/hints.ts';
import { readCsvRuns } from './csv/runs.ts';
import { readRunFolder } from './from-run-folder.ts';
import type { RunsRead } from './runs-read.ts';

/**
 * Reads results folders, experiment, variant or run folders, and CSV files; each run once, however often it is named.
 * A damaged file costs only its own runs.
 * @throws UserError (exit code 2) for a path that is not there or holds no runs.
 */
export async function readRuns(paths: readonly string[], hints: CsvHints = {}): Promise<RunsRead> {
  const sources = new Map<string, Source>();
  const found: string[] = [];
  for (const path of paths) {
    const { notes, ...inPath } = await sourcesIn(path);
    found.push(...notes);
    for (const source of inPath.sources) sources.set(keyOf(source), sources.get(keyOf(source)) ?? source);
  }
  const all = [...sources.values()];
  const files = all.filter((source) => typeof source === 'string');
  const names = groupBy(files, (file) => basename(file));
  const isAlike = (file: string) => names.get(basename(file))!.length > 1;
  const results = await atOnce(all, (source) => read(source, hints, isAlike));
  return {
    runs: inOneSpelling(results.flatMap(({ runs }) => runs)),
    damaged: results.flatMap(({ damaged }) => damaged),
    notes: [...new Set(found), ...results.flatMap(({ notes }) => notes)],
    readings: results.flatMap(({ readings }) => readings ?? []),
  };
}

/** A run folder, or the absolute path of a CSV file. */
type Source = FoundRun | string;

/** The same for one run, through whatever links it was come to. */
const keyOf = (source: Source): string => (typeof source === 'string' ? source : source.real);

/** The run folders and CSV files that a path names, and what was passed over. */
async function sourcesIn(
  path: string,
): Promise<{ readonly sources: readonly Source[]; readonly notes: readonly string[] }> {
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
}

async function read(source: Source, hints: CsvHints, isAlike: (file: string) => boolean): Promise<RunsRead> {
  try {
    return typeof source === 'string'
      ? await readCsvRuns(source, hints, isAlike(source))
      : readRunFolder(source);
  } catch (error) {
    // A wrong option is wrong for all files.
    if (!(error instanceof UserError) || error.exitCode === EXIT.usage) throw error;
    return { runs: [], damaged: [error.message], notes: [] };
  }
}
