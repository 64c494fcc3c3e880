/** @file Reads runs for a command that tells of them: damaged files and guesses are told on stderr, nothing at all is an error. */
import { plainText } from '../compare/harmless.ts';
import { type RunLog, type RunsRead, readRuns } from '../compare/runs.ts';
import { dataError, usageError } from '../errors.ts';

export interface ReadForTelling {
  readonly runs: readonly RunLog[];
  /** What was passed over, guessed or damaged. */
  readonly notes: readonly string[];
  readonly isDamaged: boolean;
}

/** Throws a data error where every file is damaged, a usage error where there are no runs. */
export const readForTelling = async (
  paths: readonly string[],
  by: readonly string[] | undefined,
): Promise<ReadForTelling> => {
  const read = await readRuns(paths, by ? { by } : {});
  checkFound(read, paths, 'no run');
  const { runs, damaged, notes } = read;
  const told = [...damaged.map((message) => `left out, as damaged: ${message}`), ...notes];
  for (const message of told) process.stderr.write(`elu-bench: ${plainText(message)}\n`);
  return { runs, notes: told, isDamaged: damaged.length > 0 };
};

/** Throws a data error where every file is damaged, a usage error, which begins with `nothing`, where there are no runs. */
export const checkFound = (
  { runs, damaged, notes }: RunsRead,
  paths: readonly string[],
  nothing: string,
): void => {
  if (runs.length > 0) return;
  if (damaged.length > 0) throw dataError(damaged.map(plainText).join('\n'));
  throw usageError(`${nothing} in ${paths.join(', ')}. ${notes.map(plainText).join(' ')}`);
};
