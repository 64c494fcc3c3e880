/** @file One run as the folder has it that `elu-bench run` wrote. */
import { basename, dirname, join } from 'node:path';
import { dataError } from '../errors.ts';
import { meanActivationVariance } from '../results/activation-variance.ts';
import type { LogColumn } from '../results/columns.ts';
import { type LogRecord, readLog } from '../results/log.ts';
import { type RunState, readStatus } from '../results/status.ts';
import { isDiverged } from './diverged.ts';
import type { RunsRead } from './runs.ts';
import { variantOf } from './variant-name.ts';

const RUN = /^run-(\d+)$/;

/** True for a path whose last part is `run-<k>`. */
export const isRunFolder = (path: string): boolean => RUN.test(basename(path));

/**
 * Reads `<experiment>/<variant>/run-<k>`; throws a data error naming the log where it is damaged. A run that has not begun gives none,
 * one that ended before its first row has no columns.
 */
export const readRunFolder = async (folder: string): Promise<RunsRead> => {
  const source = join(folder, 'log.csv');
  const [log, status] = [await readLog(folder), await readStatus(folder)];
  if (log.length === 0 && status === undefined)
    return { runs: [], damaged: [], notes: [`${source} has no rows: left out.`] };
  const columns = new Map(columnsOf(log));
  // What the whole run says, at its end; of a run that goes on the file is of the time before.
  const variance = status?.status === 'done' ? await meanActivationVariance(folder) : undefined;
  if (variance !== undefined && log.length > 0)
    columns.set(
      'median_activation_variance',
      Float64Array.from(log, (_, row) => (row === log.length - 1 ? variance : Number.NaN)),
    );
  if (log.length > 0 && !columns.has('iteration'))
    throw dataError(`${source} has no column iteration. Expected the header that elu-bench writes.`);
  const variantFolder = dirname(folder);
  const experimentPath = dirname(variantFolder);
  const run = {
    experiment: basename(experimentPath),
    experimentPath,
    variant: status?.variant ?? variantOf(basename(variantFolder)),
    variantName: basename(variantFolder),
    run: Number(RUN.exec(basename(folder))![1]),
    status: status?.status ?? divergedBy(log),
    folder,
    source,
    columns,
  };
  return { runs: [run], damaged: [], notes: [] };
};

const columnsOf = (log: readonly LogRecord[]): ReadonlyMap<string, Float64Array> => {
  const names = Object.keys(log[0] ?? {}) as LogColumn[];
  return new Map(names.map((name) => [name, Float64Array.from(log, (row) => row[name] ?? Number.NaN)]));
};

const divergedBy = (log: readonly LogRecord[]): RunState | undefined =>
  isDiverged(new Map(Object.entries(log.at(-1)!))) ? 'diverged' : undefined;
