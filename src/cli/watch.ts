/** @file `elu-bench watch`: a page on this machine that follows the runs in a results folder while they train. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { type ExperimentRuns, experimentsOf } from '../figures/experiment-runs.ts';
import { atOnce } from '../files/at-once.ts';
import { readRuns } from '../reading/runs.ts';
import { type LiveExperiment, type LiveRun, liveBody } from '../report/live-page.ts';
import { type LiveState, serveLive } from '../report/live-server.ts';
import { figuresOf } from '../report/report-text.ts';
import { type FoundRun, findRuns } from '../results/find-runs.ts';
import { runNumber } from '../results/is-run.ts';
import { lockedBy } from '../store/lock.ts';
import { openInBrowser } from './report.ts';
import { runProgress } from './run-progress.ts';
import { takeSignals } from './signals.ts';

/** As main.ts reads them. */
export interface WatchOptions {
  readonly port: number;
  readonly open?: boolean;
}

/** Training needs the processor more: drawing takes a tenth of one at most, but what is shown is half a minute old at most. */
const IDLE_SHARE = 9;
const FEWEST_MS = 1500;
const MOST_MS = 30_000;
const POINTS = 900;

/** Serves until Ctrl-C. Throws a usage error where there is no such folder. */
export async function watch(folder: string, { port, open }: WatchOptions): Promise<void> {
  await findRuns(folder);
  const { signal } = takeSignals();
  const server = await serveLive(basename(resolve(folder)), port, following(folder));
  process.stdout.write(`${server.address} follows ${folder}; Ctrl-C ends it\n`);
  if (open) openInBrowser(server.address);
  await new Promise<void>((ended) => {
    if (signal.aborted) ended();
    signal.addEventListener('abort', () => ended(), { once: true });
  });
  await server.close();
}

/** The state of the page, made anew only where a file has changed, and not all the time. */
function following(folder: string): () => Promise<LiveState> {
  let state: LiveState | undefined;
  let mark: string | undefined;
  let next = 0;
  let working: Promise<LiveState> | undefined;
  const renew = async (): Promise<LiveState> => {
    const before = process.cpuUsage();
    try {
      const now = await markOf(folder);
      if (state === undefined || now !== mark) {
        const body = await bodyOf(folder);
        state = { body, version: createHash('sha256').update(body).digest('hex').slice(0, 16) };
        mark = now;
      }
      return state;
    } finally {
      const { user, system } = process.cpuUsage(before);
      const took = (user + system) / 1000;
      next = performance.now() + Math.min(MOST_MS, Math.max(FEWEST_MS, IDLE_SHARE * took));
      working = undefined;
    }
  };
  return async () => {
    if (state !== undefined && performance.now() < next) return state;
    working ??= renew();
    return working;
  };
}

/** Changes whenever a log or a status does, or a run's process is gone. */
async function markOf(folder: string): Promise<string> {
  const marks: string[] = [];
  for (const { folder: run } of (await findRuns(folder)).runs) {
    marks.push(`${run} ${(await lockedBy(run)) !== undefined}`);
    for (const file of ['log.csv', 'status.json']) {
      const state = await stat(join(run, file)).catch(() => undefined);
      marks.push(`${run} ${file} ${state?.size} ${state?.mtimeMs}`);
    }
  }
  return marks.join('\n');
}

async function bodyOf(folder: string): Promise<string> {
  try {
    const { runs: found } = await findRuns(folder);
    if (found.length === 0) return liveBody([], 'No run has begun yet.');
    const { runs, damaged } = await readRuns([folder]);
    const experiments = experimentsOf(runs);
    const problem =
      damaged.length > 0
        ? `Left out, as damaged: ${damaged.map((text) => text.replaceAll(join(resolve(folder), '/'), '')).join('; ')}`
        : undefined;
    const live: LiveExperiment[] = [];
    for (const [index, experiment] of experiments.entries())
      live.push({
        experiment,
        runs: await atOnce(
          found.filter((run) => isIn(run, experiment)),
          (run) => liveRun(run, experiment),
        ),
        figures: (await figuresOf(experiment, index, { points: POINTS, scale: 'log' })).filter(
          ({ drawing }) => drawing.figure !== 'activations',
        ),
      });
    return liveBody(live, problem ?? (live.length === 0 ? 'No run has measured anything yet.' : undefined));
  } catch (error) {
    if (error instanceof UserError) return liveBody([], error.message);
    throw error;
  }
}

const isIn = ({ folder }: FoundRun, { path }: ExperimentRuns): boolean =>
  dirname(dirname(resolve(folder))) === path;

async function liveRun(found: FoundRun, { variants }: ExperimentRuns): Promise<LiveRun> {
  const { folder, status } = found;
  const progress = await runProgress(found);
  const log = variants.flatMap(({ runs }) => runs).find((run) => run.folder === resolve(folder));
  const latest = [...(log?.columns ?? [])].map(([column, values]): [string, number | undefined] => {
    const row = values.findLastIndex(Number.isFinite);
    return [column, row < 0 ? undefined : values[row]];
  });
  return {
    variant: basename(dirname(folder)),
    run: runNumber(folder, status) ?? 0,
    state: progress.state,
    iterations: progress.iterations,
    totalIterations: progress.totalIterations,
    secondsLeft: progress.secondsLeft,
    message: progress.message,
    latest: Object.fromEntries(latest),
  };
}
