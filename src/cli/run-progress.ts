/** @file How one run stands, from what its folder holds. */
import { UserError } from '../errors.ts';
import type { FoundRun } from '../results/find-runs.ts';
import type { LogRecord } from '../results/run-columns.ts';
import { figuresOf } from '../results/run-figures.ts';
import { lockedBy } from '../store/lock.ts';
import { isFinished, type RunState, type RunStatus } from '../store/status.ts';

/** `cut off`: its process ended without a word, and the same command goes on with it. */
export type ShownState = Exclude<RunState, 'interrupted'> | 'cut off' | 'not begun';

export interface RunProgress {
  readonly folder: string;
  readonly state: ShownState;
  /** As of the last row of the log. */
  readonly iterations: number;
  readonly totalIterations: number | undefined;
  /** Computing time so far, as of the last row of the log. */
  readonly seconds: number | undefined;
  /** What is left at the pace so far; undefined for a run that will not go on by itself or has no pace yet. */
  readonly secondsLeft: number | undefined;
  readonly message: string | undefined;
}

/** Reads a run folder without touching it. */
export async function runProgress({ folder, status }: FoundRun): Promise<RunProgress> {
  // Whoever goes on with a run that is finished says first that it is running.
  const inUse = status && isFinished(status) ? undefined : await lockedBy(folder);
  const { last, fault } = lastRow(folder, status);
  const { iteration = 0, seconds } = last;
  const state = shown(status?.status, inUse !== undefined);
  const totalIterations = status?.totalIterations;
  const goesOn = state === 'running' || state === 'cut off';
  const left =
    goesOn && totalIterations !== undefined && seconds !== undefined && iteration > 0
      ? (seconds / iteration) * (totalIterations - iteration)
      : undefined;
  return {
    folder,
    state,
    iterations: iteration,
    totalIterations,
    seconds,
    secondsLeft: left,
    message: status?.message ?? fault,
  };
}

/** The last row of the log, or what is wrong with it. */
function lastRow(
  folder: string,
  status: RunStatus | undefined,
): { readonly last: LogRecord; readonly fault?: string } {
  try {
    return { last: figuresOf(folder, status).last };
  } catch (error) {
    if (error instanceof UserError) return { last: {}, fault: error.message };
    throw error;
  }
}

function shown(state: RunState | undefined, inUse: boolean): ShownState {
  if (inUse) return 'running';
  if (state === undefined) return 'not begun';
  return state === 'running' || state === 'interrupted' ? 'cut off' : state;
}
