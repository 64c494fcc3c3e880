/** @file Parts of a training that follow its main part, such as fine-tuning: how they are written, and which one a step belongs to. */
import { z } from 'zod';
import type { Experiment, PhaseConfig, TrainConfig } from './experiment.ts';
import { integer, number, section } from './fields.ts';
import { MAX_ITERATIONS } from './limits.ts';
import { dropoutField, dropoutOnField, writeDropout } from './network-fields.ts';
import { parseSchedule } from './schedule.ts';
import { learningRateField } from './schedule-field.ts';

const MAX_PHASES = 100;
const LENGTHS = 'a phase with either iterations or epochs';

const phaseField = section({
  iterations: integer(1, MAX_ITERATIONS)
    .exactOptional()
    .describe('Length of the phase. Give this or epochs.'),
  epochs: integer(1, 1_000_000).exactOptional().describe('Length of the phase. Give this or iterations.'),
  learning_rate: learningRateField
    .exactOptional()
    .describe(
      'Learning rate, whose schedule counts iterations from the start of the phase. Default: the main schedule goes on.',
    ),
  dropout: dropoutField.exactOptional().describe('Rates of dropout. Default: those of network.dropout.'),
  dropout_on: dropoutOnField.exactOptional().describe('Default: network.dropout_on.'),
  dropout_scale: number({ from: 0, to: 1000 })
    .exactOptional()
    .describe('Multiplies the rates of dropout; they must stay below 1. Default: 1.'),
}).refine(({ iterations, epochs }) => (iterations === undefined) !== (epochs === undefined), {
  error: LENGTHS,
});

/** train.phases. */
export const phasesField = z
  .array(phaseField, { error: 'a list of phases' })
  .min(1, { error: 'a list of at least one phase' })
  .max(MAX_PHASES, { error: `a list of at most ${MAX_PHASES} phases` });

/** How a file says a phase. */
export const writePhase = ({ dropout, ...rest }: PhaseConfig) => ({
  ...rest,
  ...(dropout && { dropout: writeDropout(dropout) }),
});

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
  readonly dropoutOn?: 'last' | 'all';
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
  const dropoutOn = phase?.dropout_on ?? network.dropout_on;
  const rates = phase?.dropout ?? network.dropout ?? [0];
  return {
    dropout: rates.map((rate) => rate * (phase?.dropout_scale ?? 1)),
    ...(dropoutOn && { dropoutOn }),
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
