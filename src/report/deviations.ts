/** @file Where runs were made with other settings, or of other data, than the paper's config has: a verdict without that would mislead. */
import type { RunPlan } from '../config/experiment.ts';
import { fileOf } from '../config/resolve.ts';
import { DATASETS } from '../data/datasets.ts';
import type { DataRead } from '../results/data-read.ts';
import { grouped } from './words.ts';

/** What decides a run's figures, besides its number. */
const SECTIONS = ['dataset', 'network', 'objective', 'optimizer', 'train', 'probe'] as const;
/** Where the data lie is no matter; nor is what else is written about units. */
const NO_MATTER = new Set(['dataset.dir', 'probe.per_unit', 'probe.medians']);

/**
 * Lines such as `train.epochs: 5 instead of 300`, against the plan of the paper's config that is nearest to it; undefined for a variant
 * that the paper's config does not have, of which the paper says nothing.
 */
export const deviations = (plan: RunPlan, paper: readonly RunPlan[]): readonly string[] | undefined =>
  paper
    .filter(({ variant }) => agree(variant, plan.variant))
    .map((model) => differences(plan, model))
    .sort((a, b) => a.length - b.length)[0];

/** Whether they set nothing differently that both set. */
export const agree = (a: RunPlan['variant'], b: RunPlan['variant']): boolean =>
  Object.entries(a).every(([column, value]) => (b[column] ?? value) === value);

const differences = (plan: RunPlan, model: RunPlan): readonly string[] => {
  const [ours, theirs] = [settings(plan), settings(model)];
  return (
    [...new Set([...ours.keys(), ...theirs.keys()])]
      .filter((key) => ours.get(key) !== theirs.get(key) && !NO_MATTER.has(key))
      // Measuring units changes nothing else.
      .filter((key) => !key.startsWith('probe.') || isAboutUnits(model))
      .map((key) => `${key}: ${ours.get(key) ?? 'not given'} instead of ${theirs.get(key) ?? 'nothing'}`)
  );
};

/** Whether the paper says anything of activations. */
const isAboutUnits = ({ experiment }: RunPlan): boolean =>
  experiment.paper?.claims.some(({ metric, expect }) => /activation/.test([metric, expect].join(' '))) ??
  false;

/** The same of the images that were read: a part of a data set is another one. */
export const missingImages = ({ experiment }: RunPlan, read: DataRead | undefined): readonly string[] => {
  const whole = DATASETS[experiment.dataset.name].samples;
  if (read === undefined || whole === null) return [];
  return (['train', 'test'] as const)
    .filter((split) => read[split] !== whole[split])
    .map(
      (split) =>
        `${grouped(read[split])} ${split === 'train' ? 'training' : 'test'} images instead of ${grouped(whole[split])}`,
    );
};

const settings = ({ experiment }: RunPlan): ReadonlyMap<string, string> => {
  const file = fileOf(experiment);
  return new Map(SECTIONS.flatMap((section) => leaves(file[section], section)));
};

const leaves = (value: unknown, path: string): readonly (readonly [string, string])[] =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, below]) => leaves(below, `${path}.${key}`))
    : [[path, textOf(value)]];

/** Phases are lists of settings. */
const textOf = (value: unknown): string =>
  Array.isArray(value) && value.some((one) => typeof one === 'object')
    ? JSON.stringify(value)
    : String(value);
