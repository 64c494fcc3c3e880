/** @file Only for tests that kill runs: saving a checkpoint, a matter of milliseconds, is made slow enough to be hit in its midst. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds of each pause, from the environment variable ELU_BENCH_TEST_SLOW_CHECKPOINT. */
const PAUSE_MS = Number(process.env.ELU_BENCH_TEST_SLOW_CHECKPOINT ?? 0);

/** Between two file operations of a checkpoint; no time at all unless the variable is set. */
export const pauseForTest = async (): Promise<void> => {
  if (PAUSE_MS > 0) await sleep(PAUSE_MS);
};
