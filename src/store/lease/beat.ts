/** @file A heartbeat's stamp: when its owner gave it, by two clocks, as neither alone tells how long a process was held up. */

/** When a sign of life was given. Only processes of one machine can compare `up`, and `at` must never be compared between machines. */
export interface Beat {
  /** Milliseconds of the machine's monotonic clock. It stands still while a machine sleeps. */
  readonly up: number;
  /** Milliseconds of the wall clock. It can be set. */
  readonly at: number;
}

/** The stamp of this moment. */
export const beatNow = (): Beat => ({ up: Number(process.hrtime.bigint()) / 1e6, at: Date.now() });

/** Milliseconds since a beat of this machine: the larger of two times, so that neither sleep nor a clock that is set back hides a delay. */
export function sinceBeat({ up, at }: Beat): number {
  const now = beatNow();
  return Math.max(now.up - up, now.at - at);
}
