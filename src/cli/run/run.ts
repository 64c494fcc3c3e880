/** @file `elu-bench run`: an experiment from its file to its CSV files. */
import { expand } from '../../config/expand.ts';
import type { RunPlan } from '../../config/experiment.ts';
import { loadExperiment } from '../../config/load.ts';
import { gpuMemory } from '../../engines/drivers/gpu-memory.ts';
import { ENGINES } from '../../engines/engines.ts';
import { checkFolders } from '../../files/new-folder.ts';
import type { KnownFigures } from '../../results/run-figures.ts';
import { writeSummary } from '../../results/summary.ts';
import { paced } from '../../results/summary-pace.ts';
import { experimentFolder, removeRunFolders, runFolder } from '../../store/run-folder.ts';
import { checkPlans } from '../../training/check-plans.ts';
import { groupsOf } from '../../training/launch/groups.ts';
import type { Launching, RunGroup } from '../../training/launch/launcher.ts';
import { LAUNCHERS } from '../../training/launch/launchers.ts';
import type { RunEnd } from '../../training/messages.ts';
import { engineOverride } from '../engine-option.ts';
import { findConfig } from '../find-config.ts';
import { chooseJobs, type JobsGpu } from '../machine/jobs.ts';
import { machine } from '../machine/machine.ts';
import { reporter } from '../progress/progress.ts';
import { type Stop, takeSignals } from '../signals.ts';
import { say } from '../terminal/paragraph.ts';
import { beginningLines } from './beginning.ts';
import { tellOutcome, throwIfNoneBegan } from './ending.ts';
import { enginesOf } from './engines.ts';
import { heaviest } from './heaviest.ts';
import { troubles } from './outcome-text.ts';
import { memoryOfRuns } from './run-memory.ts';
import { standingsOf, waitingIn } from './standings.ts';
import { groupsWith } from './vectorize.ts';

export interface RunOptions {
  readonly out: string;
  readonly engine?: string;
  readonly jobs?: number;
  readonly vectorize?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly overwrite?: boolean;
  readonly retry?: boolean;
  readonly failFast?: boolean;
}

/**
 * Trains what is not finished yet, prints the outcome, and returns the exit code.
 * @throws UserError where nothing can be trained: exit code 2 for what is wrong with file, overrides, options or folders, 3 for the data.
 */
export async function run(
  config: string,
  overrides: readonly string[],
  options: RunOptions,
): Promise<number> {
  const { out, quiet = false, json = false, overwrite = false, retry = false } = options;
  const experiment = loadExperiment(findConfig(config), [...overrides, ...engineOverride(options.engine)]);
  const plans = expand(experiment);
  const folder = experimentFolder(out, experiment.name);
  const standings = await standingsOf(plans, out, overwrite);
  const waiting = waitingIn(standings, retry);
  // What is the same for all runs, before anything is made or deleted for one.
  await checkPlans(waiting);
  await checkFolders(waiting.map((plan) => runFolder(out, plan)));
  const engines = await enginesOf(standings, {
    asked: experiment.engine.name,
    typical: heaviest(waiting),
    out,
    atOnce: (name) => (ENGINES[name].gpu ? 1 : jobsOf(plans, groupsOf(waiting, 1), options.jobs).jobs),
    anew: options.engine === 'auto',
    onMeasuring: (names) => {
      if (!quiet) say(`auto: trying ${names.join(', ')} by some steps of this experiment …`);
    },
  });
  const engine = engines.selection;
  const { groups, words } = await groupsWith(waiting, {
    asked: options.vectorize,
    engineOf: engines.of,
    onMeasuring: (name, runs) => {
      if (!quiet) say(`trying ${runs} runs as one graph on ${name} by some steps of this experiment …`);
    },
  });
  if (overwrite) await removeRunFolders(out, plans, say);
  const gpu = ENGINES[engine.name].gpu ? { memory: await gpuMemory() } : undefined;
  const jobs = jobsOf(plans, groups, options.jobs, gpu);
  if (!quiet) for (const line of [...engines.words, ...words]) say(line);
  if (!quiet)
    for (const line of beginningLines({ experiment, engine, standings, groups, jobs, out, retry })) say(line);

  const stop = takeSignals();
  if (!quiet) sayIfSlow(stop);
  const known: KnownFigures = new Map();
  const launching = { jobs: jobs.jobs, engineOf: engines.of };
  const ends = await train(groups, launching, options, stop, () => writeSummary(folder, known));
  throwIfNoneBegan(ends, stop.exitCode());
  for (const trouble of troubles(ends)) say(`elu-bench: ${trouble}`);
  const summary = await writeSummary(folder, known);
  for (const { fault } of summary.rows) if (fault) say(`elu-bench: ${fault.message}`);
  if (!quiet) for (const note of summary.notes) say(`elu-bench: ${note}`);
  const stopped = stop.signal.aborted;
  return tellOutcome(
    { experiment, plans, engine, out, folder, ends, summary, stopped, signalled: stop.exitCode() },
    json,
  );
}

const jobsOf = (
  plans: readonly RunPlan[],
  groups: readonly RunGroup[],
  asked: number | undefined,
  gpu?: JobsGpu,
) =>
  chooseJobs({
    asked,
    runs: groups.length,
    unit: largest(groups) > 1 ? 'group' : 'run',
    threads: Math.max(...plans.map((plan) => plan.experiment.engine.threads)),
    ...machine(),
    bytesARun: memoryOfRuns(plans, largest(groups)),
    ...(gpu && { gpu }),
  });

const largest = (groups: readonly RunGroup[]): number => Math.max(1, ...groups.map(({ length }) => length));

/** After which a user wonders what it still does. */
const PATIENCE_MS = 1000;

/** Most stop in less than that, and need no words. */
function sayIfSlow(stop: Stop): void {
  const words = () => say('stopping: every run saves a checkpoint first; Ctrl-C again ends at once');
  stop.signal.addEventListener('abort', () => setTimeout(words, PATIENCE_MS).unref());
}

/** Trains the runs, shown while they go on; returns how those that were tried have ended. */
async function train(
  groups: readonly RunGroup[],
  { jobs, engineOf }: Pick<Launching, 'jobs' | 'engineOf'>,
  { out, quiet = false, failFast = false }: RunOptions,
  stop: Stop,
  summarise: () => Promise<unknown>,
): Promise<ReadonlyMap<RunPlan, RunEnd>> {
  const watcher = reporter(groups.flat(), jobs * largest(groups), quiet);
  const ends = await LAUNCHERS.local.launch(groups, {
    out,
    jobs,
    engineOf,
    stop: stop.signal,
    watcher,
    command: process.argv.slice(2),
    onFailure: () => failFast && stop.now(),
    writeSummary: paced(summarise),
  });
  watcher.close();
  return ends;
}
