/** @file What a run will take, before it is begun: counted from its network, and timed on a few steps of made-up images. */
import { networkOf } from '../../config/build.ts';
import type { RunPlan } from '../../config/experiment.ts';
import { intervalSteps } from '../../config/interval.ts';
import { totalIterations } from '../../config/phases.ts';
import { stepsPerEpoch } from '../../data/batches/order.ts';
import type { Engine } from '../../engines/engine.ts';
import { first } from '../../measure/measure.ts';
import { parameterCount, stepFlops, updateFlops } from '../../network/flops.ts';
import { diskOf } from './disk.ts';
import { memoryOf } from './memory.ts';
import { type Pace, paceOf } from './pace.ts';
import { paceOfPart } from './pace-of-part.ts';
import { openSample } from './sample-run.ts';
import type { Samples } from './samples.ts';
import { isTooLong, type Part } from './smaller.ts';

/** How fast a run is; by a part of a step where the whole takes too long. */
export interface TimedPace extends Pace {
  readonly part?: Part;
}

/** What one run takes. */
export interface RunEstimate {
  readonly parameters: number;
  readonly flopsPerStep: number;
  readonly iterations: number;
  readonly evaluations: number;
  readonly msPerStep: number;
  /** What of a step was timed, where the whole takes too long; then the times go by its operations. */
  readonly timed?: Part;
  readonly secondsPerEvaluation: number;
  readonly seconds: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

/** Times a few steps of the first part of a run and an evaluation; in `memoryBytes`, where it takes parts of them. */
export const timeRun = (
  plan: RunPlan,
  data: Samples,
  engine: Engine,
  memoryBytes: number,
): Promise<TimedPace> =>
  isTooLong(plan, data) ? paceOfPart(plan, data, engine, memoryBytes) : paceOfWhole(plan, data, engine);

/** Counts what a run takes, at a pace. */
export function estimateRun(plan: RunPlan, data: Samples, pace: TimedPace): RunEstimate {
  const { optimizer, train, evaluate, probe } = plan.experiment;
  const network = networkOf(plan.experiment, data);
  const { msPerStep, secondsPerSample, part } = pace;

  const perEpoch = stepsPerEpoch(data.train, train.batch_size);
  const iterations = totalIterations(train, perEpoch);
  const evaluated =
    first(evaluate.test_samples ?? 'all', data.test) +
    first(evaluate.train_samples ?? 0, data.train) +
    first(probe.samples, data.train);
  const evaluations = 1 + Math.ceil(iterations / intervalSteps(evaluate.every, perEpoch));
  const secondsPerEvaluation = evaluated * secondsPerSample;
  return {
    parameters: parameterCount(network),
    flopsPerStep: stepFlops(network, train.batch_size) + updateFlops(network, optimizer),
    iterations,
    evaluations,
    msPerStep,
    ...(part && { timed: part }),
    secondsPerEvaluation,
    seconds: (iterations * msPerStep) / 1000 + evaluations * secondsPerEvaluation,
    memoryBytes: memoryOf(plan, data),
    diskBytes: diskOf(plan.experiment, network, evaluations),
  };
}

async function paceOfWhole(plan: RunPlan, data: Samples, engine: Engine): Promise<Pace> {
  const sample = await openSample(plan, data, engine);
  const pace = await paceOf(sample);
  await sample.trainer.close();
  return pace;
}
