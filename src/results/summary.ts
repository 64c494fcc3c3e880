/** @file summary.csv: a row a run, drawn from the run folders alone, so that it can be made anew at any time. */
import { join } from 'node:path';
import type { RunPlan } from '../config/experiment.ts';
import { UserError } from '../errors.ts';
import { meanActivationVariance } from './activation-variance.ts';
import { writeAtomically } from './atomic-file.ts';
import { csvText } from './csv.ts';
import { experimentFolder, runFolder } from './folder.ts';
import { readLog } from './log.ts';
import { readStatus } from './status.ts';
import { SUMMARY_COLUMNS, type SummaryRow, variantColumns } from './summary-columns.ts';

/**
 * Writes `<out>/<name>/summary.csv` in one step, in the order of the plans, and returns its path. A run whose log is damaged
 * gets a row without figures, so that it costs none of the others theirs; then the error that names the file is thrown.
 */
export const writeSummary = async (out: string, name: string, plans: readonly RunPlan[]): Promise<string> => {
  const damaged: UserError[] = [];
  const whole = <T>(read: Promise<T>): Promise<T | undefined> =>
    read.catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      damaged.push(error);
      return undefined;
    });
  const rows = await Promise.all(
    plans.map(async (plan): Promise<SummaryRow> => {
      const folder = runFolder(out, plan);
      const status = await readStatus(folder);
      const log = (await whole(readLog(folder))) ?? [];
      // Of a run that goes on the file is of the time before.
      const activationVariance =
        status?.status === 'done' ? await whole(meanActivationVariance(folder)) : undefined;
      return { plan, status, log, ...(activationVariance !== undefined && { activationVariance }) };
    }),
  );
  const file = join(experimentFolder(out, name), 'summary.csv');
  await writeAtomically(file, [csvText([...variantColumns(plans), ...SUMMARY_COLUMNS], rows)]);
  if (damaged[0] !== undefined) throw damaged[0];
  return file;
};
