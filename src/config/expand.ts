/** @file From an experiment to its runs: every combination of the variants, each as often as `runs` says. */
import type { Experiment, RunPlan } from './experiment.ts';
import { columnNames, valueLabel, variantFolder } from './labels.ts';
import { withSettings } from './resolve.ts';
import { settingPath } from './settings.ts';

/** All runs: the first run of every variant, in the order of the file (the last key fastest), then the second of each, and so on. */
export function expand(experiment: Experiment): RunPlan[] {
  const variants = expandVariants(experiment);
  const runs = Array.from({ length: experiment.runs }, (_, i) => experiment.first_run + i);
  return runs.flatMap((run) =>
    variants.map((variant) => ({
      ...variant,
      experiment: { ...variant.experiment, runs: 1, first_run: run },
      run,
    })),
  );
}

function expandVariants(experiment: Experiment): Omit<RunPlan, 'run'>[] {
  const keys = Object.keys(experiment.variants);
  const paths = keys.map((key) => settingPath(key)!);
  const columns = columnNames(paths);
  return combinations(Object.values(experiment.variants)).map((values) => {
    const variant = Object.fromEntries(values.map((value, i) => [columns[i]!, valueLabel(paths[i]!, value)]));
    const settings = new Map(values.map((value, i) => [paths[i]!, value]));
    const variants = Object.fromEntries(values.map((value, i) => [keys[i]!, [value]]));
    return {
      experiment: { ...withSettings(experiment, settings), variants },
      variant,
      variantName: variantFolder(variant),
    };
  });
}

/** Every way to take one of each list; the last list changes fastest. */
const combinations = (lists: readonly (readonly unknown[])[]): unknown[][] =>
  lists.reduce<unknown[][]>(
    (taken, list) => taken.flatMap((start) => list.map((value) => [...start, value])),
    [[]],
  );
