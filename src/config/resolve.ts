/** @file Between what a file says and an experiment: defaults that depend on other values, and the way back to a file. */
import type { z } from 'zod';
import type { Experiment } from './experiment.ts';
import { writeHidden } from './hidden.ts';
import { checkpointInterval, evaluationInterval, writeInterval } from './length.ts';
import { experimentSchema } from './schema.ts';

/** The experiment of a checked file, which gives network.activation. Variants are left to load.ts. */
export function experimentFrom(file: z.output<typeof experimentSchema>): Experiment {
  const { network, evaluate, checkpoint, train } = file;
  return {
    ...file,
    variants: {},
    network: { ...network, activation: network.activation! },
    evaluate: { every: evaluationInterval(evaluate.every, train) },
    checkpoint: { every: checkpointInterval(checkpoint.every, train), initial: checkpoint.initial },
  };
}

/** What a file would say that means this experiment with nothing left to defaults. */
export const fileOf = (experiment: Experiment) => ({
  ...experiment,
  network: { ...experiment.network, hidden: writeHidden(experiment.network.hidden) },
  evaluate: { every: writeInterval(experiment.evaluate.every) },
  checkpoint: { ...experiment.checkpoint, every: writeInterval(experiment.checkpoint.every) },
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
