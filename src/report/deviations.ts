/** @file Where runs were made with other settings than the paper's config has: a verdict without that would mislead. */
import type { RunPlan } from '../config/experiment.ts';
import { fileOf } from '../config/resolve.ts';

/** What decides a run's figures, besides its number. */
const SECTIONS = ['dataset', 'network', 'objective', 'optimizer', 'train', 'probe'] as const;
/** Where the data lie is no matter; nor is what else is written about units. */
const NO_MATTER = new Set(['dataset.dir', 'probe.per_unit', 'probe.medians']);

/** Lines such as `train.epochs: 5 instead of 300`, each once; variants that the paper's config does not have are passed over. */
export const deviations = (plans: readonly RunPlan[], paper: readonly RunPlan[]): readonly string[] => {
  const lines = plans.flatMap((plan) => {
    const model = paper.find(({ variantName }) => variantName === plan.variantName);
    if (!model) return [];
    const [ours, theirs] = [settings(plan), settings(model)];
    return [...new Set([...ours.keys(), ...theirs.keys()])]
      .filter((key) => ours.get(key) !== theirs.get(key) && !NO_MATTER.has(key))
      .map((key) => `${key}: ${ours.get(key) ?? 'not given'} instead of ${theirs.get(key) ?? 'nothing'}`);
  });
  return [...new Set(lines)];
};

const settings = ({ experiment }: RunPlan): ReadonlyMap<string, string> => {
  const file = fileOf(experiment);
  return new Map(SECTIONS.flatMap((section) => leaves(file[section], section)));
};

const leaves = (value: unknown, path: string): readonly (readonly [string, string])[] =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, below]) => leaves(below, `${path}.${key}`))
    : [[path, String(value)]];
