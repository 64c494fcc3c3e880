/** @file The fingerprint of a run's config, by which finished runs are known again and changed configs are refused. */
import { createHash } from 'node:crypto';
import { deciding } from '../config/decides.ts';
import type { Experiment, RunPlan } from '../config/experiment.ts';

/** Text of a value with every object's keys in one order. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    item === null || typeof item !== 'object' || Array.isArray(item)
      ? item
      : Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))),
  );

/**
 * What decides a run's record but its number, in the form that is hashed. The length of the training is left out, as a longer one goes on from
 * where a shorter one ended; but with phases it belongs to it, as where one ends, the next begins.
 */
export function decisive(experiment: Parameters<typeof deciding>[0]): Readonly<Record<string, unknown>> {
  const { train } = experiment;
  const { engine, ...rest } = deciding(experiment, ['training', 'record']);
  return {
    ...rest,
    engine: { ...(engine as Partial<Experiment['engine']>), name: 'auto' },
    train: train.phases ? train : { batch_size: train.batch_size },
  };
}

const sha256 = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

/** SHA-256 (hex) of all that decides the run's result but the length of the training. */
export const configHash = ({ experiment, run }: RunPlan): string => sha256({ ...decisive(experiment), run });

/** True for what `configHash` gives for the plan, or gave in versions that took where the data lay for a setting, if they lay in one of these folders. */
export const isHashOf = (hash: string, plan: RunPlan, dirs: readonly (string | undefined)[]): boolean =>
  hash === configHash(plan) ||
  dirs.some((dir) => {
    const known = decisive(plan.experiment);
    const dataset = { ...(known.dataset as Partial<Experiment['dataset']>), dir };
    return hash === sha256({ ...known, dataset, run: plan.run });
  });
