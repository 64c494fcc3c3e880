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
  const msPerStep = await stepTime({ most, train }, TIMED_MS);
  const evaluated = () => evaluate(subject, 'test', TEST_SAMPLES, asked);
  await evaluated();
  const evaluation = await clocked(evaluated());
  return { msPerStep, secondsPerSample: evaluation / 1000 / TEST_SAMPLES };
}

/** The middle time of a step, in milliseconds, of calls that take about so long together; `told` of a first guess. */
export async function stepTime(
  { most, train }: Pick<SampleRun, 'most'> & { train(steps: number): Promise<unknown> },
  timedMs: number,
  told: (ms: number) => void = () => {},
): Promise<number> {
  // The first call also warms the engine up.
  await train(1);
  const one = await clocked(train(1));
  told(one);
  const steps = Math.max(1, Math.min(most(), Math.floor(timedMs / 4 / one), 1000));
  // So many in a call may be another program to the engine.
  if (steps > 1) await train(steps);
  const times = [];
  for (const begun = performance.now(); performance.now() - begun < timedMs || times.length < 2; )
    times.push((await clocked(train(steps))) / steps);
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

/** Milliseconds until it is done. */
async function clocked(work: Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work;
  return performance.now() - before;
}
