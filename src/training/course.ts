/** @file The course of a training as it is known before it begins: its batches, its length, its parts with their rates, and when it is evaluated. */
import type { RunPlan } from '../config/experiment.ts';
import { isEvaluated, nextEvaluation } from '../config/length.ts';
import { type Segment, segments, totalIterations } from '../config/phases.ts';
import { type BatchOrder, stepsPerEpoch } from '../data/batches/order.ts';

export interface Course {
  readonly order: BatchOrder;
  readonly perEpoch: number;
  /** Iterations in all. */
  readonly total: number;
  /** The part in which the step after `iteration` steps is taken; the last one after all of them. */
  partAt(iteration: number): Segment;
  /** Learning rate of that step. */
  rateAt(iteration: number): number;
  isEvaluated(iteration: number): boolean;
  /** The next iteration after `iteration` at which it is evaluated. */
  nextEvaluation(iteration: number): number;
}

/** `trainCount`: samples of the training split. */
export function courseOf({ experiment, run }: RunPlan, trainCount: number): Course {
  const { seed, dataset, train } = experiment;
  const order = {
    count: trainCount,
    batchSize: train.batch_size,
    shuffle: dataset.shuffle,
    seed,
    run,
  };
  const perEpoch = stepsPerEpoch(trainCount, train.batch_size);
  const parts = segments(experiment, perEpoch);
  const partAt = (iteration: number) => parts.find(({ end }) => iteration < end) ?? parts.at(-1)!;
  return {
    order,
    perEpoch,
    total: totalIterations(train, perEpoch),
    partAt,
    rateAt: (iteration) => partAt(iteration).rateAt(iteration),
    isEvaluated: (iteration) => isEvaluated(experiment, perEpoch, iteration),
    nextEvaluation: (iteration) => nextEvaluation(experiment, perEpoch, iteration),
  };
}
