/** @file summary.csv: a row a run, drawn from the run folders alone, so that it can be made anew at any time. */
import { join } from 'node:path';
import type { RunPlan } from '../config/experiment.ts';
import { UserError } from '../errors.ts';
import { writeAtomically } from './atomic-file.ts';
import { csvText } from './csv.ts';
import { experimentFolder, runFolder } from './folder.ts';
import { readLog } from './log.ts';
import { readStatus } from './status.ts';
import { SUMMARY_COLUMNS, type SummaryRow, variantColumns } from './summary-columns.ts';

/**
 * Writes `<out>/<name>/summary.csv` in one step, in the order of the plans, and returns its path. A run whose log is damaged
 * gets a row without figures, so that it costs none of the others theirs; then the error that names the log is thrown.
 */
export const writeSummary = async (out: string, name: string, plans: readonly RunPlan[]): Promise<string> => {
  const damaged: UserError[] = [];
  const rows = await Promise.all(
    plans.map(async (plan): Promise<SummaryRow> => {
      const folder = runFolder(out, plan);
      const log = await readLog(folder).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        damaged.push(error);
        return [];
      });
      return { plan, status: await readStatus(folder), log };
    }),
  );
  const file = join(experimentFolder(out, name), 'summary.csv');
  await writeAtomically(file, [csvText([...variantColumns(plans), ...SUMMARY_COLUMNS], rows)]);
  if (damaged[0] !== undefined) throw damaged[0];
  return file;
};
