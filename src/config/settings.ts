/** @file The keys that variants may set, by path and by short name. */
import type { z } from 'zod';
import { activationParameterFields } from './activation-field.ts';
import { objectiveField, SECTIONS } from './sections.ts';

/** Field of every key that variants may set, by its path: `objective`, `optimizer` as a whole, `optimizer.momentum`, `network.activation.alpha`. */
export const SETTINGS: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['objective', objectiveField],
  [
    'optimizer',
    SECTIONS.optimizer.describe(
      'An optimiser with all that belongs to it, { name: adam, learning_rate: 0.001 }.',
    ),
  ],
  ...Object.entries(SECTIONS).flatMap(([name, { shape }]) =>
    Object.entries(shape).map(([key, field]): [string, z.ZodType] => [`${name}.${key}`, field]),
  ),
  ...Object.entries(activationParameterFields).map(([name, field]): [string, z.ZodType] => [
    `network.activation.${name}`,
    field,
  ]),
]);

const SHORT = {
  activation: 'network.activation',
  hidden: 'network.hidden',
  encoder: 'network.encoder',
  stacks: 'network.stacks',
  batch_norm: 'network.batch_norm',
  dropout: 'network.dropout',
  width: 'network.width',
  init: 'network.init',
  learning_rate: 'optimizer.learning_rate',
  momentum: 'optimizer.momentum',
  weight_decay: 'optimizer.weight_decay',
  batch_size: 'train.batch_size',
} as const;

/** Field of every short key, by that key. */
export const SHORT_KEYS: ReadonlyMap<string, z.ZodType> = new Map(
  Object.entries(SHORT).map(([key, path]) => [key, SETTINGS.get(path)!]),
);

/** Path of the setting that a key of `variants` means, or undefined where it means none. */
export function settingPath(key: string): string | undefined {
  if (SETTINGS.has(key)) return key;
  return SHORT_KEYS.has(key) ? SHORT[key as keyof typeof SHORT] : undefined;
}

/** TABLE of settings of which a file gives one: ways to say the same. */
export const RIVALS = [
  { section: 'train', keys: ['epochs', 'iterations'], what: 'training length' },
  { section: 'network', keys: ['hidden', 'encoder', 'stacks'], what: 'layers' },
] as const;

/** The other ways to say what a setting says, where there are any. */
export function rivalsOf(path: string): string[] {
  for (const { section, keys } of RIVALS) {
    const paths = keys.map((key) => `${section}.${key}`);
    if (paths.includes(path)) return paths.filter((other) => other !== path);
  }
  return [];
}
