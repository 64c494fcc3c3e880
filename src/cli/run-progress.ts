/** @file How one run stands, from what its folder holds. */
import { UserError } from '../errors.ts';
import { lockedBy } from '../results/lock.ts';
import { readLog } from '../results/log.ts';
import { type RunState, readStatus } from '../results/status.ts';

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
export const runProgress = async (folder: string): Promise<RunProgress> => {
  const [status, inUse] = [await readStatus(folder), await lockedBy(folder)];
  // A log that can't be read is told by the commands that need it.
  const log = await readLog(folder).catch((error: unknown) => {
    if (error instanceof UserError) return [];
    throw error;
  });
  const { iteration = 0, seconds } = log.at(-1) ?? {};
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
    message: status?.message,
  };
};

const shown = (state: RunState | undefined, inUse: boolean): ShownState => {
  if (inUse) return 'running';
  if (state === undefined) return 'not begun';
  return state === 'running' || state === 'interrupted' ? 'cut off' : state;
};
