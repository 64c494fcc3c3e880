/** @file The experiment file as users write it: its sections, and what stands beside them. */
import { z } from 'zod';
import { integer, pattern, section, text } from './fields.ts';
import { paperField } from './paper-field.ts';
import { objectiveField, SECTIONS } from './sections.ts';
import { SETTINGS, SHORT_KEYS } from './settings.ts';

/** A section that may be left out: its keys all have defaults. */
const optional = <T extends z.ZodType>(of: T, purpose: string) =>
  of.prefault({} as z.input<T>).describe(purpose);

/** The largest number of a run. */
export const MAX_RUN = 1_000_000;

/** Lists of values by key, for editors; variants.ts checks each value by setting it into the file. */
const variantsField = section(
  Object.fromEntries(
    [...SHORT_KEYS, ...SETTINGS].map(([key, field]) => [
      key,
      z.array(field).min(1).exactOptional().describe(`Values of: ${field.description}`),
    ]),
  ),
);

/** The whole file. */
export const experimentSchema = section({
  name: pattern(
    /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/,
    'letters, digits, "." "_" and "-" (at most 100, not starting with "." or "-")',
  ).describe('Name of the experiment, and of its folder under results/.'),
  description: text(10_000).exactOptional().describe('What the experiment is for.'),
  seed: integer(0, Number.MAX_SAFE_INTEGER)
    .default(0)
    .describe(
      'Seed of everything random. Run k of every variant starts from the same weights and sees the same batches.',
    ),
  runs: integer(1, 10_000)
    .default(1)
    .describe('Runs of each variant, which differ in initial weights and batch order.'),
  first_run: integer(0, MAX_RUN)
    .default(0)
    .describe('Number of the first run: run k is the same whatever runs come before it.'),
  variants: variantsField
    .exactOptional()
    .describe(
      'Lists of values by key, { activation: [elu, relu] }: each combination is one variant. Short keys or paths (optimizer.momentum); such a key must not be given elsewhere too.',
    ),
  dataset: SECTIONS.dataset.describe('What is learned from.'),
  network: SECTIONS.network.describe(
    'Fully connected network: hidden layers, each followed by the activation, then a linear output layer; or an autoencoder; or convolutional stacks. Exactly one of hidden, encoder and stacks.',
  ),
  objective: objectiveField,
  optimizer: SECTIONS.optimizer.describe('How the weights are updated.'),
  train: SECTIONS.train.describe(
    'Batches and training length: exactly one of epochs and iterations; and what follows it.',
  ),
  evaluate: optional(SECTIONS.evaluate, 'When the log gets a row, and what is measured for it.'),
  probe: optional(SECTIONS.probe, 'Statistics of the hidden activations, logged at each evaluation.'),
  checkpoint: optional(SECTIONS.checkpoint, 'What is saved, so that the same command goes on after a crash.'),
  engine: optional(SECTIONS.engine, 'What computes.'),
  paper: paperField.exactOptional().describe('What the paper reports for this experiment.'),
});
