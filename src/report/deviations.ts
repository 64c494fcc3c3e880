/** @file Where runs were made with other settings, or of other data, than the paper's config has: a verdict without that would mislead. */
import { deciding, leavesOf } from '../config/decides.ts';
import type { RunPlan } from '../config/experiment.ts';
import { fileOf } from '../config/resolve.ts';
import { settingPath } from '../config/settings.ts';
import { DATASETS } from '../data/datasets.ts';
import type { DataRead } from '../store/data-read.ts';
import { grouped } from '../text/counted.ts';

/** A plan of the paper's config, and what another has differently: lines such as `train.epochs: 5 instead of 300`. */
export interface Nearest {
  readonly model: RunPlan;
  readonly differences: readonly string[];
}

/**
 * The plan of the paper's config that has what the paper varies as this one has it, and of these the one that differs least; undefined
 * for a variant that the paper's config does not have, of which the paper says nothing.
 */
export function nearestOf(plan: RunPlan, paper: readonly RunPlan[]): Nearest | undefined {
  const ours = settings(plan);
  return paper
    .map((model) => ({ model, keys: differingKeys(ours, settings(model), isAboutUnits(model)) }))
    .filter(({ model, keys }) => !keys.some((key) => isVaried(model, key)))
    .sort((a, b) => a.keys.length - b.keys.length)
    .slice(0, 1)
    .map(({ model, keys }) => {
      const theirs = settings(model);
      const text = (key: string) =>
        `${key}: ${ours.get(key) ?? 'not given'} instead of ${theirs.get(key) ?? 'nothing'}`;
      return { model, differences: keys.map(text) };
    })[0];
}

const differingKeys = (
  ours: ReadonlyMap<string, string>,
  theirs: ReadonlyMap<string, string>,
  aboutUnits: boolean,
): readonly string[] =>
  [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((key) => ours.get(key) !== theirs.get(key))
    // Measuring units changes nothing else.
    .filter((key) => !key.startsWith('probe.') || aboutUnits);

/** Whether a setting is what the experiment varies, or a part of it: the slope of an activation. */
const isVaried = ({ experiment }: RunPlan, key: string): boolean =>
  Object.keys(experiment.variants).some((varied) => {
    const path = settingPath(varied);
    return path !== undefined && (key === path || key.startsWith(`${path}.`));
  });

/** Whether the paper says anything of activations. */
const isAboutUnits = ({ experiment }: RunPlan): boolean =>
  experiment.paper?.claims.some(({ metric, expect }) => /activation/.test([metric, expect].join(' '))) ??
  false;

/** The same of the images that were read: a part of a data set is another one. */
export function missingImages({ experiment }: RunPlan, read: DataRead | undefined): readonly string[] {
  const whole = DATASETS[experiment.dataset.name].samples;
  if (read === undefined || whole === null) return [];
  return (['train', 'test'] as const)
    .filter((split) => read[split] !== whole[split])
    .map(
      (split) =>
        `${grouped(read[split])} ${split === 'train' ? 'training' : 'test'} images instead of ${grouped(whole[split])}`,
    );
}

const settings = ({ experiment }: RunPlan): ReadonlyMap<string, string> =>
  new Map(
    [...leavesOf(deciding(fileOf(experiment), ['training']))].map(([key, value]) => [key, textOf(value)]),
  );

/** Phases are lists of settings. */
const textOf = (value: unknown): string =>
  Array.isArray(value) && value.some((one) => typeof one === 'object')
    ? JSON.stringify(value)
    : String(value);
