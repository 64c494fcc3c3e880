/** @file Reads runs for a command that tells of them: how files were read, guesses and damaged files are told on stderr, nothing at all is an error. */
import { sep } from 'node:path';
import { dataError, usageError } from '../errors.ts';
import type { CsvHints } from '../reading/csv/hints.ts';
import type { RunLog } from '../reading/run.ts';
import { readRuns } from '../reading/runs.ts';
import type { Reading, RunsRead } from '../reading/runs-read.ts';
import { plainText } from '../text/untrusted.ts';
import { say } from './terminal/paragraph.ts';

export interface ReadForTelling {
  readonly runs: readonly RunLog[];
  /** What was passed over, guessed or damaged, and how CSV files were read. */
  readonly notes: readonly string[];
  readonly isDamaged: boolean;
}

/** Options of a command that say of CSV files what can't be told from them. */
export interface CsvOptions {
  readonly by?: readonly string[];
  readonly run?: string;
  readonly step?: string;
}

export const hintsOf = ({ by, run, step }: CsvOptions): CsvHints => ({
  ...(by && { by }),
  ...(run !== undefined && { run }),
  ...(step !== undefined && { step }),
});

/** Throws a data error where every file is damaged, a usage error where there are no runs. */
export async function readForTelling(paths: readonly string[], options: CsvOptions): Promise<ReadForTelling> {
  const read = await readRuns(paths, hintsOf(options));
  checkFound(read, paths, 'no run');
  const { runs, damaged, notes, readings = [] } = read;
  for (const reading of readings) tell(readingText(reading));
  const told = [...damaged.map((message) => `left out, as damaged: ${message}`), ...notes];
  for (const message of told) tell(message);
  return {
    runs,
    notes: [...told, ...readings.map(({ file, how }) => `${file}: ${how}`)],
    isDamaged: damaged.length > 0,
  };
}

/** A sentence on stderr, of which nothing is obeyed by a terminal. */
export const tell = (message: string): void => say(`elu-bench: ${plainText(message)}`);

/** `elu.csv: one run, 30 rows by Step`, the file as it is called from here. */
export function readingText({ file, how }: Reading): string {
  const here = process.cwd() + sep;
  return `${file.startsWith(here) ? file.slice(here.length) : file}: ${how}`;
}

/** Throws a data error where every file is damaged, a usage error, which begins with `nothing`, where there are no runs. */
export function checkFound(
  { runs, damaged, notes }: RunsRead,
  paths: readonly string[],
  nothing: string,
): void {
  if (runs.length > 0) return;
  if (damaged.length > 0) throw dataError(damaged.map(plainText).join('\n'));
  throw usageError(`${nothing} in ${paths.join(', ')}. ${notes.map(plainText).join(' ')}`);
}
