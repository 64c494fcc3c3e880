/** @file Between what a file says and an experiment: defaults that depend on other values, and the way back to a file. */
import type { z } from 'zod';
import type { LossName } from '../network/losses.ts';
import type { DatasetConfig, Experiment, NetworkConfig, OptimizerConfig, TrainConfig } from './experiment.ts';
import { writeHidden } from './hidden.ts';
import { checkpointInterval, evaluationInterval, writeInterval } from './length.ts';
import { writeDropout } from './network-fields.ts';
import { writePhase } from './phases-field.ts';
import { experimentSchema } from './schema.ts';
import { writeStacks } from './stacks-field.ts';

/** The experiment of a checked file, which gives network.activation. Variants are left to load.ts. */
export function experimentFrom(file: z.output<typeof experimentSchema>): Experiment {
  const { dataset, network, optimizer, evaluate, probe, checkpoint, train } = file;
  return {
    ...file,
    variants: {},
    dataset: datasetFrom(dataset),
    network: networkFrom(network),
    optimizer: optimizerFrom(optimizer),
    objective: file.objective ?? defaultObjective(network),
    evaluate: {
      every: evaluationInterval(evaluate.every, train),
      ...(evaluate.train_samples && { train_samples: evaluate.train_samples }),
    },
    probe: { ...probe, per_unit: probe.per_unit || probe.medians },
    checkpoint: { every: checkpointInterval(checkpoint.every, train), initial: checkpoint.initial },
  };
}

type File = z.output<typeof experimentSchema>;

// What a file turns off and what it does not mention are the same experiment, and have the same fingerprint: neither is there.

const datasetFrom = ({ augment, preprocess, ...rest }: File['dataset']): DatasetConfig => ({
  ...rest,
  ...(augment && { augment }),
  ...(preprocess && (preprocess.gcn || preprocess.zca) && { preprocess }),
});

function networkFrom(network: File['network']): NetworkConfig {
  const { stacks, padding, pool, dropout_on, dropout, batch_norm, width, activation, init, ...rest } =
    network;
  return {
    ...rest,
    ...(stacks && {
      stacks,
      padding: padding ?? 'same',
      pool: pool ?? 'max',
      dropout_on: dropout_on ?? 'last',
    }),
    ...(dropout?.some((rate) => rate > 0) && { dropout }),
    ...(batch_norm && { batch_norm }),
    ...(width !== undefined && width !== 1 && { width }),
    activation: activation!,
    init,
  };
}

const optimizerFrom = ({ decay_biases, ...rest }: File['optimizer']): OptimizerConfig => ({
  ...rest,
  ...(decay_biases && { decay_biases }),
});

/** What a file that does not say means: an autoencoder reconstructs, anything else tells classes apart. */
const defaultObjective = ({ encoder }: Pick<NetworkConfig, 'encoder'>): LossName =>
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
