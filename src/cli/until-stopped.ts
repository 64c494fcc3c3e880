/** @file What Ctrl-C and SIGTERM stop without harm. */
import { EXIT } from '../errors.ts';
import { type Stop, takeSignals } from './signals.ts';

/** Does something that Ctrl-C and SIGTERM stop, after which nothing half-written is left; returns the exit code. */
export async function untilStopped(
  work: (stop: Stop) => Promise<void>,
  then = 'the same command goes on where it was',
): Promise<number> {
  const stop = takeSignals();
  try {
    await work(stop);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write(`elu-bench: stopped; ${then}.\n`);
  }
  return stop.exitCode() ?? EXIT.done;
}
