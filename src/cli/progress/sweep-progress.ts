/** @file How far all runs of a command are together: how many are done, and when the last one will be. */
import type { RunPlan } from '../../config/experiment.ts';
import type { Progress, RunEnd } from '../../training/messages.ts';

export interface SweepState {
  readonly runs: number;
  /** How those that are over have ended. */
  readonly ended: Readonly<Partial<Record<RunEnd['status'], number>>>;
  /** Of all work, 0 to 1. */
  readonly fraction: number;
  /** Until all are over, at the pace so far; undefined while nothing says how long a run takes. */
  readonly secondsLeft: number | undefined;
}

export interface SweepProgress {
  start(plan: RunPlan): void;
  progress(plan: RunPlan, progress: Pick<Progress, 'iteration' | 'total'>): void;
  end(plan: RunPlan, end: Pick<RunEnd, 'status'>): void;
  state(): SweepState;
}

interface Run {
  /** Seconds on the clock: when it began, when it trained first, when it was over. */
  readonly begun?: number;
  readonly trained?: number;
  readonly over?: number;
  /** What it found done when it began, and what is done, 0 to 1. */
  readonly found: number;
  readonly done: number;
  readonly status?: RunEnd['status'];
}

/** What of a run must have been trained before its pace says something. */
const ENOUGH = 0.01;

/** `now` in milliseconds. */
export function sweepProgress(
  plans: readonly RunPlan[],
  jobs: number,
  now: () => number = () => performance.now(),
): SweepProgress {
  const runs = new Map<RunPlan, Run>(plans.map((plan) => [plan, { found: 0, done: 0 }]));
  const change = (plan: RunPlan, changes: (run: Run) => Partial<Run>) => {
    const run = runs.get(plan)!;
    runs.set(plan, { ...run, ...changes(run) });
  };
  const clock = () => now() / 1000;
  return {
    start: (plan) => change(plan, () => ({ begun: clock() })),
    progress: (plan, { iteration, total }) => {
      const done = iteration / total;
      change(plan, ({ trained }) => ({
        done,
        ...(trained === undefined && { trained: clock(), found: done }),
      }));
    },
    end: (plan, { status }) => change(plan, () => ({ status, over: clock() })),
    state: () => stateOf(runs, jobs, clock()),
  };
}

/**
 * A run of a variant is taken to last as long as its runs so far: seconds per part that they trained, Σ seconds / Σ part; of a variant without
 * any, as those of the others. What is left is shared by the jobs, but no run is over before it has done its own.
 */
function stateOf(runs: ReadonlyMap<RunPlan, Run>, jobs: number, now: number): SweepState {
  const spent = new Map<string, { seconds: number; part: number }>();
  const all = { seconds: 0, part: 0 };
  const ended: Partial<Record<RunEnd['status'], number>> = {};
  for (const [{ variantName }, run] of runs) {
    if (run.status) ended[run.status] = (ended[run.status] ?? 0) + 1;
    const { seconds, part } = effort(run, now);
    if (part < ENOUGH) continue;
    const own = spent.get(variantName) ?? { seconds: 0, part: 0 };
    spent.set(variantName, { seconds: own.seconds + seconds, part: own.part + part });
    all.seconds += seconds;
    all.part += part;
  }
  const pace = (variant: string) => {
    const { seconds, part } = spent.get(variant) ?? all;
    return seconds / part;
  };
  const open = [...runs].filter(([, { status }]) => status === undefined);
  const left = open.map(([{ variantName }, { done }]) => (1 - done) * pace(variantName));
  const began = open.flatMap(([, { begun }], i) => (begun === undefined ? [] : left[i]!));
  const shared = left.reduce((sum, seconds) => sum + seconds, 0) / Math.min(jobs, open.length);
  const done = [...runs.values()].reduce((sum, run) => sum + (run.status ? 1 : run.done), 0);
  return {
    runs: runs.size,
    ended,
    fraction: done / runs.size,
    secondsLeft: open.length === 0 ? 0 : all.part === 0 ? undefined : Math.max(shared, ...began),
  };
}

/** Seconds that a run took for the part that it trained. One that is done counts from its start, since others will have to load their data too. */
function effort({ begun, trained, over, found, done, status }: Run, now: number) {
  if (trained === undefined || (status !== undefined && status !== 'done')) return { seconds: 0, part: 0 };
  return status === 'done'
    ? { seconds: over! - begun!, part: 1 - found }
    : { seconds: now - trained, part: done - found };
}
