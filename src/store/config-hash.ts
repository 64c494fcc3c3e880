/** @file The fingerprint of a run's config, by which finished runs are known again and changed configs are refused. */
import { createHash } from 'node:crypto';
import type { Experiment, RunPlan } from '../config/experiment.ts';
import type { fileOf } from '../config/resolve.ts';

/** Text of a value with every object's keys in one order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    item === null || typeof item !== 'object' || Array.isArray(item)
      ? item
      : Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))),
  );

/**
 * What decides the numbers of a run: an experiment, in any form, without its name and words, other runs and variants, the length of the
 * training (a longer one goes on from where a shorter one ended; but with phases it belongs to it), its checkpoints, where its data lie (their
 * checksums, which are compared by themselves, say what they are) and its engine: all train the same, to rounding, and `auto` leaves open
 * which it is; a run that moves to another says so.
 */
export const decisive = <E extends Experiment | FileForm>(experiment: E) => {
  const { name, description, runs, first_run, variants, paper, checkpoint, train, engine, ...others } =
    experiment;
  const { dataset, ...rest } = others;
  const { dir, ...data } = dataset;
  // With phases the length decides too: where one ends, the next begins.
  const { batch_size, ...lengths } = train;
  return {
    ...rest,
    dataset: data,
    engine: { ...engine, name: 'auto' as const },
    train: { batch_size, ...(train.phases && lengths) },
  };
};
type FileForm = ReturnType<typeof fileOf>;

const sha256 = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

/** SHA-256 (hex) of all that decides the run's result but the length of the training. */
export const configHash = ({ experiment, run }: RunPlan): string => sha256({ ...decisive(experiment), run });

/** True for what `configHash` gives for the plan, or gave in versions that took where the data lay for a setting, if they lay in one of these folders. */
export const isHashOf = (hash: string, plan: RunPlan, dirs: readonly (string | undefined)[]): boolean =>
  hash === configHash(plan) ||
  dirs.some((dir) => {
    const { dataset, ...rest } = decisive(plan.experiment);
    return hash === sha256({ ...rest, dataset: { ...dataset, dir }, run: plan.run });
  });
