/** @file The CSV files that a run writes while it trains, opened where it goes on, and not written once its folder is another's. */
import { join } from 'node:path';
import type { Experiment } from '../config/experiment.ts';
import { type CsvFile, guarded, openCsv } from '../results/csv.ts';
import { ACTIVATION_COLUMNS, type ActivationRow, type LogRow, logColumns } from '../results/run-columns.ts';
import type { CheckpointNote } from '../store/checkpoint-note.ts';
import type { Guard } from '../store/lease/keeper.ts';

/** How far they have come. */
type Marks = Pick<CheckpointNote, 'log' | 'activations'>;

export interface Logs {
  readonly log: CsvFile<LogRow>;
  /** Absent where the means of single units are not asked for. */
  readonly activations?: CsvFile<ActivationRow>;
  /** Forces to disk what was appended, and says how far they have come. */
  mark(): Promise<Marks>;
  close(): Promise<void>;
}

/**
 * Begins the logs of a run anew, or goes on from the marks of its checkpoint.
 * @throws UserError (exit code 1) where that can't be.
 */
export async function openLogs(
  folder: string,
  experiment: Experiment,
  from: Marks | undefined,
  confirm: Guard,
): Promise<Logs> {
  const path = (name: string) => join(folder, name);
  const log = guarded(await openCsv(path('log.csv'), logColumns(experiment), from?.log), confirm);
  const activations = experiment.probe.per_unit
    ? guarded(await openCsv(path('activations.csv'), ACTIVATION_COLUMNS, from?.activations), confirm)
    : undefined;
  return {
    log,
    ...(activations && { activations }),
    mark: async () => ({
      log: await log.mark(),
      ...(activations && { activations: await activations.mark() }),
    }),
    close: async () => void (await Promise.all([log.close(), activations?.close()])),
  };
}
