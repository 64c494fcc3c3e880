/** @file How fast a run is on this machine, timed on a few of its steps and one evaluation. */
import { evaluate } from '../../measure/evaluate.ts';
import { type SampleRun, TEST_SAMPLES } from './sample-run.ts';

export interface Pace {
  readonly msPerStep: number;
  /** Of an evaluation. */
  readonly secondsPerSample: number;
}

/** Long enough for a steady time. */
const TIMED_MS = 2000;

/** The middle time of a step, and the time of an evaluation. */
export async function paceOf({ most, train, asked, ...subject }: SampleRun): Promise<Pace> {
  // The first call also warms the engine up.
  await train(1);
  const one = await clocked(train(1));
  const steps = Math.max(1, Math.min(most(), Math.floor(TIMED_MS / 4 / one), 1000));
  const times = [];
  for (const begun = performance.now(); performance.now() - begun < TIMED_MS || times.length < 2; )
    times.push((await clocked(train(steps))) / steps);
  const evaluated = () => evaluate(subject, 'test', TEST_SAMPLES, asked);
  await evaluated();
  const evaluation = await clocked(evaluated());
  times.sort((a, b) => a - b);
  return {
    msPerStep: times[times.length >> 1]!,
    secondsPerSample: evaluation / 1000 / TEST_SAMPLES,
  };
}

/** Milliseconds until it is done. */
async function clocked(work: Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work;
  return performance.now() - before;
}
