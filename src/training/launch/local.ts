/** @file Trains runs side by side on this machine: each, or those that train in step, in a process of their own; each followed by a new summary.csv. */
import type { RunPlan } from '../../config/experiment.ts';
import { resolvedYaml } from '../../config/resolved.ts';
import { UserError } from '../../errors.ts';
import { nearestFolders, removeEmpty } from '../../files/new-folder.ts';
import { makeRunFolder, prepareRunFolder, runFolder } from '../../store/run-folder.ts';
import { dataKey } from '../check-plans.ts';
import { sweepData } from '../load-data.ts';
import type { FromRun, RunEnd } from '../messages.ts';
import { closedGates } from './gates.ts';
import type { Launching, RunGroup } from './launcher.ts';
import { runPool } from './pool.ts';
import { superviseRuns, type Wanted } from './supervise.ts';

/** As the compiler names it: a run's process is started from the compiled program. */
const WORKER = new URL('../worker.js', import.meta.url);

/**
 * Trains all plans unless stopped before, or unless what they share can't be had; returns how each that was tried has ended. Of runs on the
 * same data one loads them first, and where it could not begin, nothing is left of it and the others are not tried.
 */
export async function launchLocally(
  groups: readonly RunGroup[],
  { out, jobs, engineOf, stop, watcher, command, onFailure, writeSummary }: Launching,
): Promise<ReadonlyMap<RunPlan, RunEnd>> {
  const ends = new Map<RunPlan, RunEnd>();
  const gates = closedGates(stop);
  const plans = groups.flat();
  const tops = nearestFolders(plans.map((plan) => runFolder(out, plan)));
  let summaries: Promise<unknown> = Promise.resolve();
  /** Of the runs whose data are there: what waits its turn is seen from then on, by `status` and in summary.csv. */
  const folders = new Map<string, Promise<unknown>>();
  const makeFolders = (key: string) => {
    const waiting = plans.filter(({ experiment }) => dataKey(experiment) === key);
    // A folder that can't be made is told by its own run.
    return Promise.allSettled(waiting.map((plan) => makeRunFolder(out, plan)));
  };
  const onMessage = (plan: RunPlan, key: string, message: FromRun) => {
    if (message.kind === 'loaded') {
      gates.open(key);
      if (!folders.has(key)) folders.set(key, makeFolders(key));
    }
    if (message.kind === 'preparing') watcher.preparing(plan, message.preparing);
    if (message.kind === 'row') watcher.row(plan, message.row);
    if (message.kind === 'progress') watcher.progress(plan, message.progress);
    if (message.kind === 'warning') {
      watcher.warning(plan, message.text);
      // It may be waiting until another process lets go of its folder: that need not keep others.
      gates.leave(key);
    }
  };
  const onEnd = async (plan: RunPlan, key: string, end: RunEnd) => {
    ends.set(plan, end);
    watcher.end(plan, end);
    if (end.exitCode) onFailure();
    if (end.unbegun) {
      gates.shut(key);
      const folder = runFolder(out, plan);
      await removeEmpty(folder, tops.get(folder)!);
      return;
    }
    // One after the other, as all write the same file. What is wrong with a summary is said of the last one.
    if (!stop.aborted) summaries = summaries.then(writeSummary).catch(ignoreUserError);
  };
  await runPool(groups, jobs, stop, async (group) => {
    const key = dataKey(group[0].experiment);
    if (!(await gates.enter(key))) return;
    const wanted: Wanted[] = [];
    for (const plan of group) {
      watcher.start(plan);
      const unfit = await folderFault(out, plan);
      if (unfit) await onEnd(plan, key, unfit);
      else
        wanted.push({
          order: {
            plan,
            engine: engineOf(plan),
            config: resolvedYaml(plan),
            folder: runFolder(out, plan),
            command,
          },
          onMessage: (message) => onMessage(plan, key, message),
          onEnd: (end) => onEnd(plan, key, end),
        });
    }
    await superviseRuns(wanted, { worker: WORKER, stop });
    gates.leave(key);
  });
  await Promise.all([summaries, ...folders.values()]);
  if (stop.aborted) await sweepData();
  return ends;
}

/** How a run ends whose folder can't be had: it has not begun. */
async function folderFault(out: string, plan: RunPlan): Promise<RunEnd | undefined> {
  try {
    await prepareRunFolder(out, plan);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { status: 'failed', message: error.message, exitCode: error.exitCode, unbegun: true };
  }
}

function ignoreUserError(error: unknown): void {
  if (!(error instanceof UserError)) throw error;
}
