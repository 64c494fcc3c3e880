/** @file One run as the folder has it that `elu-bench run` wrote. */
import { basename, dirname, join, resolve } from 'node:path';
import { dataError } from '../errors.ts';
import { meanActivationVariance } from '../results/activation-variance.ts';
import type { FoundRun } from '../results/find-runs.ts';
import { runNumber } from '../results/is-run.ts';
import { type Log, readLog } from '../results/log.ts';
import type { RunState } from '../store/status.ts';
import { variantOf } from '../store/variant-name.ts';
import { isDiverged } from './diverged.ts';
import type { RunsRead } from './runs-read.ts';

/**
 * Reads `<experiment>/<variant>/run-<k>`. A run that has not begun gives none, one that ended before its first row has no columns.
 * @throws UserError (exit code 3) naming the log where it is damaged.
 */
export function readRunFolder({ folder: found, status }: FoundRun): RunsRead {
  const folder = resolve(found);
  const source = join(folder, 'log.csv');
  const log = readLog(folder, status);
  if (log.rows === 0 && status === undefined)
    return { runs: [], damaged: [], notes: [`${source} has no rows: left out.`] };
  const columns = new Map(log.rows > 0 ? log.columns : []);
  // What the whole run says, at its end; of a run that goes on the file is of the time before.
  const variance = status?.status === 'done' ? meanActivationVariance(folder) : undefined;
  if (variance !== undefined && log.rows > 0)
    columns.set(
      'median_activation_variance',
      new Float64Array(log.rows).fill(Number.NaN).fill(variance, log.rows - 1),
    );
  if (log.rows > 0 && !columns.has('iteration'))
    throw dataError(`${source} has no column iteration. Expected the header that elu-bench writes.`);
  const variantFolder = dirname(folder);
  const experimentPath = dirname(variantFolder);
  const number = runNumber(folder, status);
  const run = {
    experiment: basename(experimentPath),
    experimentPath,
    variant: status?.variant ?? variantOf(basename(variantFolder)),
    variantName: basename(variantFolder),
    run: number ?? 0,
    status: status?.status ?? divergedBy(log),
    folder,
    source,
    columns,
  };
  const notes = number === undefined ? [`${folder}: nothing says which run this is; taken for run 0.`] : [];
  return { runs: [run], damaged: [], notes };
}

const divergedBy = ({ last }: Log): RunState | undefined =>
  isDiverged(new Map(Object.entries(last))) ? 'diverged' : undefined;
