/** @file The pace of a step that takes too long to be timed, by the largest part of it that does not. */
import { networkOf } from '../../config/build.ts';
import type { RunPlan } from '../../config/experiment.ts';
import type { Engine } from '../../engines/engine.ts';
import { forwardFlops } from '../../network/flops.ts';
import { memoryOf } from './memory.ts';
import { type Pace, stepTime } from './pace.ts';
import { openSample, sampleData } from './sample-run.ts';
import type { Samples } from './samples.ts';
import { flopsOf, type Part, type PartPlan, partsOf } from './smaller.ts';

/** Parts grow as long as a step of the next is expected to take less: on a GPU, which few images leave idle. */
const LONGEST_MS = 1000;
const TIMED_MS = 1000;

export interface PartPace extends Pace {
  readonly part: Part;
}

/** By the largest part that can be timed in `memoryBytes` and little time. */
export async function paceOfPart(
  plan: RunPlan,
  data: Samples,
  engine: Engine,
  memoryBytes: number,
): Promise<PartPace> {
  let timed: { readonly part: Part; readonly flops: number; readonly ms: number } | undefined;
  for (const smaller of partsOf(plan, data)) {
    const { part, flops } = smaller;
    const expected = timed ? (timed.ms * flops) / timed.flops : 0;
    if (timed && (expected > LONGEST_MS || memoryOf(smaller.plan, smaller.samples) > memoryBytes)) break;
    timed = { part, flops, ms: await timeOf(smaller, engine) };
  }
  const wholeFlops = flopsOf(plan, data);
  const msPerStep = (timed!.ms * wholeFlops) / timed!.flops;
  const share = forwardFlops(networkOf(plan.experiment, data), 1) / wholeFlops;
  return { part: timed!.part, msPerStep, secondsPerSample: (msPerStep / 1000) * share };
}

async function timeOf({ plan, samples }: PartPlan, engine: Engine): Promise<number> {
  const sample = await openSample(plan, samples, engine, sampleData(plan.experiment, samples, 1));
  const ms = await stepTime(sample, TIMED_MS);
  await sample.trainer.close();
  return ms;
}
