/** @file Between what a file says and an experiment: defaults that depend on other values, and the way back to a file. */
import type { z } from 'zod';
import type { LossName } from '../network/losses.ts';
import type { Experiment, NetworkConfig } from './experiment.ts';
import { writeHidden } from './hidden.ts';
import { checkpointInterval, evaluationInterval, writeInterval } from './length.ts';
import { experimentSchema } from './schema.ts';

/** The experiment of a checked file, which gives network.activation. Variants are left to load.ts. */
export function experimentFrom(file: z.output<typeof experimentSchema>): Experiment {
  const { network, evaluate, probe, checkpoint, train } = file;
  return {
    ...file,
    variants: {},
    network: { ...network, activation: network.activation! },
    objective: file.objective ?? defaultObjective(network),
    evaluate: { every: evaluationInterval(evaluate.every, train) },
    probe: { ...probe, per_unit: probe.per_unit || probe.medians },
    checkpoint: { every: checkpointInterval(checkpoint.every, train), initial: checkpoint.initial },
  };
}

/** What a file that does not say means: an autoencoder reconstructs, anything else tells classes apart. */
const defaultObjective = ({ encoder }: Pick<NetworkConfig, 'encoder'>): LossName =>
  encoder ? 'mean_squared_error' : 'cross_entropy';

/** What a file would say that means this experiment with nothing left to defaults. */
export const fileOf = (experiment: Experiment) => ({
  ...experiment,
  network: writeNetwork(experiment.network),
  evaluate: { every: writeInterval(experiment.evaluate.every) },
  checkpoint: { ...experiment.checkpoint, every: writeInterval(experiment.checkpoint.every) },
});

const writeNetwork = ({ hidden, encoder, ...rest }: NetworkConfig) => ({
  ...(hidden && { hidden: writeHidden(hidden) }),
  ...(encoder && { encoder: writeHidden(encoder) }),
  ...rest,
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
