/** @file How the runs of an experiment stand before a command trains them, and which of them it trains. */
import type { RunPlan } from '../../config/experiment.ts';
import { datasetChecksums } from '../../data/datasets.ts';
import { runFolder } from '../../store/run-folder.ts';
import { type Standing, standing } from '../../store/standing.ts';

export type Standings = ReadonlyMap<RunPlan, Standing>;

/**
 * How every run stands; all as new ones where their folders will be emptied.
 * @throws UserError (exit code 2) where a folder holds other results.
 */
export async function standingsOf(
  plans: readonly RunPlan[],
  out: string,
  overwrite: boolean,
): Promise<Standings> {
  const standings = new Map<RunPlan, Standing>();
  const checksums = checksumsOnce();
  for (const plan of plans) {
    const now = () => checksums(plan.experiment.dataset);
    standings.set(plan, overwrite ? 'new' : await standing(runFolder(out, plan), plan, now));
  }
  return standings;
}

/** The runs that are not finished, with those that failed only where they are to be tried again. */
export const waitingIn = (standings: Standings, retry: boolean): readonly RunPlan[] =>
  [...standings]
    .filter(([, standing]) => standing !== 'finished' && (standing !== 'failed' || retry))
    .map(([plan]) => plan);

/** The checksums of data as they are now, of each data set once: they take a second. */
function checksumsOnce(): typeof datasetChecksums {
  const known = new Map<string, ReturnType<typeof datasetChecksums>>();
  return ({ name, dir }) => {
    const key = JSON.stringify([name, dir]);
    const found = known.get(key) ?? datasetChecksums({ name, ...(dir !== undefined && { dir }) });
    known.set(key, found);
    return found;
  };
}
