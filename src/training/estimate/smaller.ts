/**
 * @file Steps that take too long to be timed, such as 63 TFLOP on a few cores: smaller ones of the same network are timed in their place, a few
 * samples at some of the width, and the time of a step goes by its operations.
 */
import { networkOf } from '../../config/build.ts';
import type { RunPlan } from '../../config/experiment.ts';
import type { Engine } from '../../engines/engine.ts';
import { forwardFlops, stepFlops } from '../../network/flops.ts';
import { memoryOf } from './memory.ts';
import { type Pace, stepTime } from './pace.ts';
import { openSample, sampleData } from './sample-run.ts';
import type { Samples } from './samples.ts';

/** Operations of a step up to which it is timed as it is: a minute of a core. */
const TIMED_FLOPS = 4e12;
/** Of the first smaller step: half a second of a core. */
const FIRST_FLOPS = 20e9;
/** Batches grow so many times, as long as a step is expected to take less than `LONGEST_MS`. */
const GROWTH = 8;
const LONGEST_MS = 1000;
const TIMED_MS = 1500;

/** Part of a step: samples of a batch, and what the widths are multiplied by. */
export interface Part {
  readonly batch: number;
  readonly width: number;
}

const flopsOf = ({ experiment }: RunPlan, data: Samples): number =>
  stepFlops(networkOf(experiment, data), experiment.train.batch_size);

/** Whether a step of the plan is too long to be timed. */
export const isTooLong = (plan: RunPlan, data: Samples): boolean => flopsOf(plan, data) > TIMED_FLOPS;

/** The plan with smaller steps. */
export function partOf(plan: RunPlan, { batch, width }: Part): RunPlan {
  const { experiment } = plan;
  const network = { ...experiment.network, width: width * (experiment.network.width ?? 1) };
  return {
    ...plan,
    experiment: { ...experiment, network, train: { ...experiment.train, batch_size: batch } },
  };
}

/**
 * From the smallest on: at a quarter of the width, or less if a sample of that takes too long, as many samples as are soon done; then wider, then
 * more samples, up to the whole step. With its width shrinks what the update takes, which few samples would else be alone with.
 */
export function partsOf(plan: RunPlan, data: Samples): readonly Part[] {
  const flops = (part: Part) => flopsOf(partOf(plan, part), data);
  let width = 1 / 4;
  while (flops({ batch: 1, width }) > FIRST_FLOPS) width /= 2;
  const whole = plan.experiment.train.batch_size;
  const batch = Math.min(whole, Math.max(1, Math.floor(FIRST_FLOPS / flops({ batch: 1, width }))));
  const parts: Part[] = [];
  for (let w = width; w <= 1; w *= 2) parts.push({ batch, width: w });
  for (let b = batch * GROWTH; b < whole; b *= GROWTH) parts.push({ batch: b, width: 1 });
  return [...parts, { batch: whole, width: 1 }];
}

export interface PartPace extends Pace {
  readonly part: Part;
}

/** The time of a step by the largest part of it that can be timed in `memoryBytes` and little time. */
export async function paceOfPart(
  plan: RunPlan,
  data: Samples,
  engine: Engine,
  memoryBytes: number,
): Promise<PartPace> {
  const [wholeFlops, network] = [flopsOf(plan, data), networkOf(plan.experiment, data)];
  let timed: { readonly part: Part; readonly flops: number; readonly ms: number } | undefined;
  for (const part of partsOf(plan, data)) {
    const smaller = partOf(plan, part);
    const flops = flopsOf(smaller, data);
    const expected = timed ? (timed.ms * flops) / timed.flops : 0;
    if (timed && (expected > LONGEST_MS || memoryOf(smaller, data) > memoryBytes)) break;
    timed = { part, flops, ms: await timeOf(smaller, data, engine) };
  }
  const msPerStep = (timed!.ms * wholeFlops) / timed!.flops;
  const share = forwardFlops(network, 1) / wholeFlops;
  return { part: timed!.part, msPerStep, secondsPerSample: (msPerStep / 1000) * share };
}

async function timeOf(plan: RunPlan, data: Samples, engine: Engine): Promise<number> {
  const sample = await openSample(plan, data, engine, sampleData(plan.experiment, data, 1));
  const ms = await stepTime(sample, TIMED_MS);
  await sample.trainer.close();
  return ms;
}
