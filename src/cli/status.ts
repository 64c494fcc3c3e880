/** @file `elu-bench status`: how the runs in a results folder stand, how far they are, and the time left. */
import { basename, dirname, relative } from 'node:path';
import { atOnce } from '../files/at-once.ts';
import { findRuns } from '../results/find-runs.ts';
import { counted } from '../text/counted.ts';
import { duration } from '../text/duration.ts';
import { type RunProgress, runProgress } from './run-progress.ts';
import { textTable } from './terminal/text-table.ts';

/** Prints every run's state as text or as one JSON object. */
export async function status(folder: string, { json }: { readonly json?: boolean }): Promise<void> {
  const { runs: found, notes } = await findRuns(folder);
  const runs = await atOnce(found, runProgress);
  for (const note of notes) process.stderr.write(`elu-bench: ${note}\n`);
  process.stdout.write(json ? statusJson(folder, runs) : statusText(folder, runs));
}

function statusText(folder: string, runs: readonly RunProgress[]): string {
  if (runs.length === 0) return `${folder} holds no runs.\n`;
  const counts = new Map<string, number>();
  for (const { state } of runs) counts.set(state, (counts.get(state) ?? 0) + 1);
  const total = [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
  const nameOf = namesIn(folder, runs);
  const rows = runs.map((run) => [
    nameOf(run),
    run.state,
    progressText(run),
    run.secondsLeft === undefined ? '' : `${duration(run.secondsLeft)} left`,
    run.message ?? '',
  ]);
  return `${textTable(rows)}\n${counted(runs.length, 'run')}: ${total}${leftText(runs)}\n`;
}

/** `activation=elu run-0`; where there are runs of several experiments, `mnist/activation=elu run-0`. */
function namesIn(folder: string, runs: readonly RunProgress[]): (run: RunProgress) => string {
  const experiments = new Set(runs.map((run) => dirname(dirname(run.folder))));
  return (run) => {
    const variant = dirname(run.folder);
    return `${experiments.size > 1 ? relative(folder, variant) : basename(variant)} ${basename(run.folder)}`;
  };
}

function progressText({ iterations, totalIterations }: RunProgress): string {
  if (totalIterations === undefined) return '';
  const percent = Math.floor((100 * iterations) / totalIterations);
  return `${iterations} of ${totalIterations} iterations (${percent} %)`;
}

/** Runs that have not begun are not in it, as nothing says how long they take. */
function leftText(runs: readonly RunProgress[]): string {
  const left = runs.flatMap(({ secondsLeft }) => secondsLeft ?? []);
  if (left.length === 0) return '';
  return `; ${duration(left.reduce((sum, seconds) => sum + seconds, 0))} of computing left in those that have begun`;
}

const statusJson = (folder: string, runs: readonly RunProgress[]): string =>
  `${JSON.stringify({ version: 1, folder, runs }, (_key, value: unknown) => value ?? null, 2)}\n`;
