/** @file train.phases: how a file says the parts of a training that follow its main part, such as fine-tuning. */
import { z } from 'zod';
import { integer, number, section } from './fields.ts';
import type { Kept } from './kept.ts';
import { MAX_ITERATIONS } from './limits.ts';
import { dropoutField, dropoutOnField, writeDropout } from './network-fields.ts';
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
export const writePhase = ({ dropout, ...rest }: Kept<z.output<typeof phaseField>>) => ({
  ...rest,
  ...(dropout && { dropout: writeDropout(dropout) }),
});
