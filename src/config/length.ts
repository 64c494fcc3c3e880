/** @file Lengths of training and of the intervals in it, counted in iterations. */
import type { Experiment, TrainConfig } from './experiment.ts';
import { type ClockInterval, type Interval, intervalSteps, type Written } from './interval.ts';
import { totalIterations } from './phases.ts';

type TrainingUnit = Interval['unit'];

/** A training's length in its own unit. */
type Length = Pick<TrainConfig, 'epochs' | 'iterations'>;

const trainingUnit = ({ epochs }: Length): TrainingUnit => (epochs === undefined ? 'iterations' : 'epochs');

/** The interval meant by `evaluate.every`; where it is not given: every epoch, or a hundredth of the iterations. */
export function evaluationInterval(every: Written<TrainingUnit> | undefined, train: Length): Interval {
  if (every) return { count: every.count, unit: every.unit ?? trainingUnit(train) };
  const { iterations } = train;
  return { unit: trainingUnit(train), count: iterations === undefined ? 1 : Math.ceil(iterations / 100) };
}

/** The interval meant by `checkpoint.every`; where it is not given: a minute. */
export const checkpointInterval = (
  every: Written<ClockInterval['unit']> | undefined,
  train: Length,
): ClockInterval =>
  every ? { count: every.count, unit: every.unit ?? trainingUnit(train) } : { count: 1, unit: 'minutes' };

/**
 * The iteration of the first evaluation after `iteration`: the next multiple of the interval, or the end of the training (evaluated in
 * any case).
 */
export function nextEvaluation(
  { train, evaluate }: Pick<Experiment, 'train' | 'evaluate'>,
  stepsPerEpoch: number,
  iteration: number,
): number {
  const interval = intervalSteps(evaluate.every, stepsPerEpoch);
  const next = (Math.floor(iteration / interval) + 1) * interval;
  return Math.min(next, totalIterations(train, stepsPerEpoch));
}

/** Whether there is a row of the log after `iteration` steps: at every multiple of the interval, at the end, and before any step. */
export const isEvaluated = (
  experiment: Pick<Experiment, 'train' | 'evaluate'>,
  stepsPerEpoch: number,
  iteration: number,
): boolean => iteration === 0 || nextEvaluation(experiment, stepsPerEpoch, iteration - 1) === iteration;
