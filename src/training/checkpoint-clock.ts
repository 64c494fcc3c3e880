/** @file When a checkpoint is due: by the clock, or by the number of iterations. */
import { type ClockInterval, intervalSteps } from '../config/interval.ts';

/** Knows the iteration that was saved last. */
export interface CheckpointClock {
  /** Whether one is due now, after `iteration` steps; the first one is at once. */
  isDue(iteration: number): boolean;
  /** The next iteration after `iteration` at which one is due; Infinity where the clock decides. */
  next(iteration: number): number;
  /** Takes note that `iteration` is saved. */
  saved(iteration: number): void;
}

const MINUTE_MS = 60_000;

/** `from`: the iteration of the checkpoint that the run goes on from, absent for a new run. */
export function checkpointClock(
  { count, unit }: ClockInterval,
  stepsPerEpoch: number,
  from?: number,
  now: () => number = () => performance.now(),
): CheckpointClock {
  const interval = unit === 'minutes' ? Infinity : intervalSteps({ count, unit }, stepsPerEpoch);
  const patience = unit === 'minutes' ? count * MINUTE_MS : Infinity;
  let last = from;
  let lastAt = now();
  const after = (iteration: number) =>
    interval === Infinity ? Infinity : (Math.floor(iteration / interval) + 1) * interval;
  return {
    isDue: (iteration) => last === undefined || iteration >= after(last) || now() - lastAt >= patience,
    next: after,
    saved: (iteration) => {
      last = iteration;
      lastAt = now();
    },
  };
}
