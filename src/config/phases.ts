/** @file Parts of a training, its main part and the phases after it: how long each is, and which one a step belongs to. */
import type { StackSettings } from '../network/stacks.ts';
import type { Experiment, PhaseConfig, TrainConfig } from './experiment.ts';
import { parseSchedule } from './schedule.ts';

const stepsOf = (
  { epochs, iterations }: Pick<TrainConfig, 'epochs' | 'iterations'>,
  perEpoch: number,
): number => iterations ?? epochs! * perEpoch;

/** Steps of a whole training, phases included. */
export const totalIterations = (train: TrainConfig, stepsPerEpoch: number): number =>
  [train, ...(train.phases ?? [])].reduce((sum, part) => sum + stepsOf(part, stepsPerEpoch), 0);

/** Dropout in a part of the training. */
export interface Thinning {
  readonly dropout: readonly number[];
  readonly dropout_on?: StackSettings['dropout_on'];
}

/** The main part or a phase: its steps are first … end − 1. */
export interface Segment extends Thinning {
  readonly first: number;
  readonly end: number;
  /** η of a step of this part, counted from the start of the training. */
  rateAt(iteration: number): number;
}

/** Dropout in the main part (undefined) or in a phase of a network. */
export function thinning({ network }: Pick<Experiment, 'network'>, phase?: PhaseConfig): Thinning {
  const dropout_on = phase?.dropout_on ?? network.dropout_on;
  const rates = phase?.dropout ?? network.dropout ?? [0];
  return {
    dropout: rates.map((rate) => rate * (phase?.dropout_scale ?? 1)),
    ...(dropout_on && { dropout_on }),
  };
}

/** The parts of a training, one after the other. */
export function segments(
  experiment: Pick<Experiment, 'network' | 'train' | 'optimizer'>,
  stepsPerEpoch: number,
): Segment[] {
  const main = parseSchedule(experiment.optimizer.learning_rate);
  let first = 0;
  return [undefined, ...(experiment.train.phases ?? [])].map((phase) => {
    const start = first;
    first += stepsOf(phase ?? experiment.train, stepsPerEpoch);
    const own = phase?.learning_rate === undefined ? undefined : parseSchedule(phase.learning_rate);
    return {
      first: start,
      end: first,
      rateAt: own ? (iteration) => own(iteration - start) : main,
      ...thinning(experiment, phase),
    };
  });
}
