/** @file `elu-bench run`: an experiment from its file to its CSV files. */
import { dirname, join } from 'node:path';
import { expand } from '../../config/expand.ts';
import type { Experiment, RunPlan } from '../../config/experiment.ts';
import { loadExperiment } from '../../config/load.ts';
import { datasetChecksums } from '../../data/datasets.ts';
import { type Selection, selectEngine } from '../../engines/select.ts';
import { EXIT, UserError } from '../../errors.ts';
import { checkFolders } from '../../files/new-folder.ts';
import type { KnownFigures } from '../../results/run-figures.ts';
import { writeSummary } from '../../results/summary.ts';
import { paced } from '../../results/summary-pace.ts';
import { experimentFolder, removeRunFolders, runFolder } from '../../store/run-folder.ts';
import { type Standing, standing } from '../../store/standing.ts';
import { counted } from '../../text/counted.ts';
import { checkPlans } from '../../training/check-plans.ts';
import { LAUNCHERS } from '../../training/launch/launchers.ts';
import type { RunEnd } from '../../training/messages.ts';
import { engineOverride } from '../engine-option.ts';
import { findConfig } from '../find-config.ts';
import { chooseJobs } from '../machine/jobs.ts';
import { machine } from '../machine/machine.ts';
import { reporter } from '../progress/progress.ts';
import { takeSignals } from '../signals.ts';
import { paragraph } from '../terminal/paragraph.ts';
import { say } from '../terminal/say.ts';
import { byVariant, rowsOf, runOutcome } from './outcome.ts';
import { outcomeJson, outcomeTable, troubles } from './outcome-text.ts';
import { memoryOfRuns } from './run-memory.ts';

export interface RunOptions {
  readonly out: string;
  readonly engine?: string;
  readonly jobs?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly overwrite?: boolean;
  readonly retry?: boolean;
  readonly failFast?: boolean;
}

/** After which a user wonders what it still does. */
const PATIENCE_MS = 1000;

const print = (text: string): void => void process.stdout.write(text);

/** Trains what is not finished yet, prints the outcome, and returns the exit code. */
export const run = async (
  config: string,
  overrides: readonly string[],
  options: RunOptions,
): Promise<number> => {
  const { out, quiet = false } = options;
  const experiment = loadExperiment(findConfig(config), [...overrides, ...engineOverride(options.engine)]);
  const plans = expand(experiment);
  const folder = experimentFolder(out, experiment.name);
  const engine = await selectEngine(experiment.engine.name);
  const standings = await standingsOf(plans, out, options.overwrite ?? false);
  const count = (standing: Standing) => [...standings.values()].filter((one) => one === standing).length;
  const waiting = plans.filter((plan) => {
    const standing = standings.get(plan)!;
    return standing !== 'finished' && (standing !== 'failed' || options.retry);
  });
  // What is the same for all runs, before anything is made or deleted for one.
  await checkPlans(waiting);
  await checkFolders(waiting.map((plan) => runFolder(out, plan)));
  if (options.overwrite) await removeRunFolders(out, plans, say);
  const { jobs, why } = chooseJobs({
    asked: options.jobs,
    runs: waiting.length,
    threads: Math.max(...plans.map((plan) => plan.experiment.engine.threads)),
    ...machine(),
    bytesARun: memoryOfRuns(plans),
  });
  if (!quiet) {
    say(
      `${planText(experiment, plans, engine)}, ${counted(jobs, 'job')} (${why}), results in ${join(out, experiment.name)}`,
    );
    const of = `of ${counted(plans.length, 'run')}`;
    if (count('finished') > 0)
      say(
        `${count('finished')} ${of} finished before with this config and stay as they are (--overwrite begins anew)`,
      );
    if (count('begun') > 0) say(`${count('begun')} ${of} go on where they were`);
    if (count('failed') > 0 && !options.retry)
      say(`${count('failed')} ${of} failed before and are left out (--retry tries them again)`);
  }

  const stop = takeSignals();
  // Most stop in less than that, and need no words.
  stop.signal.addEventListener('abort', () => {
    const words = () => say('stopping: every run saves a checkpoint first; Ctrl-C again ends at once');
    if (!quiet) setTimeout(words, PATIENCE_MS).unref();
  });
  const known: KnownFigures = new Map();
  const watcher = reporter(waiting, jobs, quiet);
  const ends = await LAUNCHERS.local.launch(waiting, {
    out,
    jobs,
    stop: stop.signal,
    watcher,
    command: process.argv.slice(2),
    onFailure: () => options.failFast && stop.now(),
    writeSummary: paced(() => writeSummary(folder, known)),
  });
  watcher.close();
  throwIfNoneBegan(ends, stop.exitCode());
  for (const trouble of troubles(ends)) say(`elu-bench: ${trouble}`);
  const { file: summary, rows, notes } = await writeSummary(folder, known);
  for (const { fault } of rows) if (fault) say(`elu-bench: ${fault.message}`);
  if (!quiet) for (const note of notes) say(`elu-bench: ${note}`);
  const own = rowsOf(out, plans, rows);
  const runs = plans.map((plan, i) => runOutcome(runFolder(out, plan), plan, own[i]));
  const variants = byVariant(runs);
  const done = runs.filter(({ status }) => status === 'done').length;
  const exitCodes = [
    ...[...ends.values()].map((end) => end.exitCode),
    ...own.map((row) => row?.fault?.exitCode),
  ];
  const worst = Math.max(EXIT.done, ...exitCodes.map((code) => code ?? EXIT.done));
  const exitCode = stop.exitCode() ?? (worst || (done < runs.length ? EXIT.failed : EXIT.done));
  if (options.json) {
    const facts = { experiment: experiment.name, folder, summary };
    print(outcomeJson({ ...facts, engine: engine.name, device: engine.device, exitCode }, runs, variants));
  } else if (done > 0) {
    print(outcomeTable(variants));
    const what = 'mean ± standard deviation over the runs that are done, at their last evaluation';
    print(paragraph(what));
    print(`all runs: ${summary}\neach run: ${join(dirname(summary), '<variant>', 'run-<k>', 'log.csv')}\n`);
  }
  if (runs.some(({ status }) => status === 'interrupted') || stop.signal.aborted)
    say(
      `interrupted: ${done} of ${counted(runs.length, 'run')} done; the same command goes on with the others`,
    );
  return exitCode;
};

/** How every run stands, all as new ones where their folders will be emptied; throws where a folder holds other results. */
const standingsOf = async (
  plans: readonly RunPlan[],
  out: string,
  overwrite: boolean,
): Promise<ReadonlyMap<RunPlan, Standing>> => {
  const standings = new Map<RunPlan, Standing>();
  const checksums = checksumsOnce();
  for (const plan of plans) {
    const now = () => checksums(plan.experiment.dataset);
    standings.set(plan, overwrite ? 'new' : await standing(runFolder(out, plan), plan, now));
  }
  return standings;
};

/** The checksums of data as they are now, of each data set once: they take a second. */
const checksumsOnce = (): typeof datasetChecksums => {
  const known = new Map<string, ReturnType<typeof datasetChecksums>>();
  return ({ name, dir }) => {
    const key = JSON.stringify([name, dir]);
    const found = known.get(key) ?? datasetChecksums({ name, ...(dir !== undefined && { dir }) });
    known.set(key, found);
    return found;
  };
};

/** Throws what kept the runs from beginning, where none of those that were tried could: it is told once, and nothing is left of them. */
const throwIfNoneBegan = (ends: ReadonlyMap<RunPlan, RunEnd>, signalled: number | undefined): void => {
  const all = [...ends.values()];
  if (all.length === 0 || !all.every(({ unbegun }) => unbegun)) return;
  const messages = new Set(all.flatMap(({ message }) => message ?? []));
  const worst = Math.max(...all.map(({ exitCode = EXIT.failed }) => exitCode));
  throw new UserError([...messages].join('\n'), signalled ?? worst);
};

const planText = (
  { name, engine }: Experiment,
  plans: readonly RunPlan[],
  { name: chosen, device, why }: Selection,
): string => {
  const variants = new Set(plans.map(({ variantName }) => variantName)).size;
  return (
    `${name}: ${counted(variants, 'variant')} x ${counted(plans.length / variants, 'run')}, ` +
    `engine ${chosen} (${device}; ${why}), ${counted(engine.threads, 'thread')} a run`
  );
};
