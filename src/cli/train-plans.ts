/** @file Trains plans side by side: each in a process of its own, seen by the reporter, followed by a new summary.csv. */
import type { RunPlan } from '../config/experiment.ts';
import { resolvedYaml } from '../config/resolved.ts';
import { UserError } from '../errors.ts';
import { runFolder } from '../results/folder.ts';
import type { RunEnd } from '../training/messages.ts';
import { runPool } from '../training/pool.ts';
import { superviseRun } from '../training/supervise.ts';
import type { Reporter } from './reporter.ts';

/** As the compiler names it: a run's process is started from the compiled program. */
const WORKER = new URL('../training/worker.js', import.meta.url);

export interface Training {
  readonly out: string;
  readonly jobs: number;
  readonly stop: AbortSignal;
  readonly reporter: Reporter;
  /** What was typed after `elu-bench`, for environment.json. */
  readonly command: readonly string[];
  /** Called for every run that failed or was cut off. */
  onFailure(): void;
  writeSummary(): Promise<string>;
}

/** Trains all plans unless stopped before; returns how each that was begun has ended. */
export const trainPlans = async (
  plans: readonly RunPlan[],
  { out, jobs, stop, reporter, command, onFailure, writeSummary }: Training,
): Promise<ReadonlyMap<RunPlan, RunEnd>> => {
  const ends = new Map<RunPlan, RunEnd>();
  let summaries: Promise<unknown> = Promise.resolve();
  await runPool(plans, jobs, stop, async (plan) => {
    reporter.start(plan);
    const end = await superviseRun(
      { plan, config: resolvedYaml(plan), folder: runFolder(out, plan), command },
      {
        worker: WORKER,
        stop,
        onMessage: (message) => {
          if (message.kind === 'row') reporter.row(plan, message.row);
          if (message.kind === 'progress') reporter.progress(plan, message.progress);
          if (message.kind === 'warning') reporter.warning(plan, message.text);
        },
      },
    );
    ends.set(plan, end);
    reporter.end(plan, end);
    if (end.exitCode) onFailure();
    // One after the other, as all write the same file. What is wrong with a summary is said of the last one.
    if (!stop.aborted) summaries = summaries.then(writeSummary).catch(ignoreUserError);
  });
  await summaries;
  reporter.close();
  return ends;
};

const ignoreUserError = (error: unknown): void => {
  if (!(error instanceof UserError)) throw error;
};
