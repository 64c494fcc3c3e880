/** @file Between what a file says and an experiment: defaults that depend on other values, and the way back to a file. */
import type { LossName } from '../network/losses.ts';
import { STACK_DEFAULTS } from '../network/stacks.ts';
import type { Experiment, ExperimentFile, NetworkConfig, TrainConfig } from './experiment.ts';
import { writeHidden } from './hidden.ts';
import { writeInterval } from './interval.ts';
import { kept } from './kept.ts';
import { checkpointInterval, evaluationInterval } from './length.ts';
import { writeDropout } from './network-fields.ts';
import { ownParameters } from './optimizer-fields.ts';
import { writePhase } from './phases-field.ts';
import { experimentSchema } from './schema.ts';
import { writeStacks } from './stacks-field.ts';

/** The experiment of a checked file, which gives network.activation. Variants are left to load.ts. */
export function experimentFrom(file: ExperimentFile): Experiment {
  const { network, objective, optimizer, evaluate, probe, checkpoint, train } = file;
  const { every: evaluateEvery, ...evaluated } = evaluate;
  const { every: checkpointEvery, ...saved } = checkpoint;
  return kept({
    ...file,
    variants: {},
    network: networkFrom(network),
    objective: objective ?? defaultObjective(network),
    optimizer: optimizerFrom(optimizer),
    evaluate: { every: evaluationInterval(evaluateEvery, train), ...evaluated },
    probe: { ...probe, per_unit: probe.per_unit || probe.medians },
    checkpoint: { every: checkpointInterval(checkpointEvery, train), ...saved },
  });
}

/** Stacks bring what only they have; rates that are all 0 are no dropout. */
function networkFrom({ hidden, encoder, stacks, dropout, ...rest }: ExperimentFile['network']) {
  return {
    hidden,
    encoder,
    stacks,
    ...(stacks && STACK_DEFAULTS),
    ...(dropout?.some((rate) => rate > 0) && { dropout }),
    ...rest,
    activation: rest.activation!,
  };
}

/** An optimiser with its own parameters, and nothing that is off. */
const optimizerFrom = ({ learning_rate, decay_biases, ...rest }: ExperimentFile['optimizer']) => ({
  name: rest.name,
  learning_rate,
  ...ownParameters(rest),
  decay_biases,
});

/** What a file that does not say means: an autoencoder reconstructs, anything else tells classes apart. */
export const defaultObjective = ({ encoder }: Pick<ExperimentFile['network'], 'encoder'>): LossName =>
  encoder ? 'mean_squared_error' : 'cross_entropy';

/** What a file would say that means this experiment with nothing left to defaults. */
export const fileOf = (experiment: Experiment) => ({
  ...experiment,
  network: writeNetwork(experiment.network),
  train: writeTrain(experiment.train),
  evaluate: { ...experiment.evaluate, every: writeInterval(experiment.evaluate.every) },
  checkpoint: { ...experiment.checkpoint, every: writeInterval(experiment.checkpoint.every) },
});

const writeNetwork = ({ hidden, encoder, stacks, dropout, ...rest }: NetworkConfig) => ({
  ...(hidden && { hidden: writeHidden(hidden) }),
  ...(encoder && { encoder: writeHidden(encoder) }),
  ...(stacks && { stacks: writeStacks(stacks) }),
  ...(dropout && { dropout: writeDropout(dropout) }),
  ...rest,
});

const writeTrain = ({ phases, ...rest }: TrainConfig) => ({
  ...rest,
  ...(phases && { phases: phases.map(writePhase) }),
});

/** The experiment with values for some settings: `network.activation` to 'elu', say. The values must have been checked before. */
export function withSettings(experiment: Experiment, settings: ReadonlyMap<string, unknown>): Experiment {
  const { variants: _, ...file } = fileOf(experiment);
  const changed = [...settings].reduce<unknown>(
    (above, [path, value]) => withSetting(above, path.split('.'), value),
    file,
  );
  return experimentFrom(experimentSchema.parse(changed));
}

function withSetting(above: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const section = above as Readonly<Record<string, unknown>>;
  return { ...section, [key]: withSetting(section[key], rest, value) };
}
