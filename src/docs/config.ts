/** @file Page of the experiment file: every key with its form, its default and its meaning. */
import { z } from 'zod';
import { paperField } from '../config/paper-field.ts';
import { experimentSchema } from '../config/schema.ts';
import { SECTIONS } from '../config/sections.ts';
import { SHORT_KEYS, settingPath } from '../config/settings.ts';
import { code, page, table } from './markdown.ts';

/** What no field takes. A field's complaint about it is what the field expects, in the words that users get. */
const NOTHING_RIGHT = Symbol();
const expected = (field: z.ZodType): string => field.safeParse(NOTHING_RIGHT).error!.issues[0]!.message;

function defaultText(field: z.ZodType): string {
  if (field instanceof z.ZodDefault) return code(JSON.stringify(field.def.defaultValue));
  if (field instanceof z.ZodExactOptional) {
    const { default: said } = field.meta() ?? {};
    return said === undefined ? 'none' : code(JSON.stringify(said));
  }
  return field instanceof z.ZodPrefault ? 'the defaults of its keys' : 'required';
}

const keys = (prefix: string, shape: Readonly<Record<string, z.ZodType>>): string =>
  table(
    ['key', 'value', 'default', 'meaning'],
    Object.entries(shape).map(([key, field]) => [
      code(prefix + key),
      expected(field),
      defaultText(field),
      field.description!,
    ]),
  );

const isSection = (key: string): boolean => key in SECTIONS || key === 'variants' || key === 'paper';

const sections = (): string[] =>
  Object.entries(SECTIONS).flatMap(([name, { shape }]) => [
    `## ${name}`,
    experimentSchema.shape[name as keyof typeof SECTIONS].description!,
    keys(`${name}.`, shape),
  ]);

const variants = (): string[] => [
  '## variants',
  experimentSchema.shape.variants.description!,
  table(
    ['short key', 'stands for'],
    [...SHORT_KEYS.keys()].map((key) => [code(key), code(settingPath(key)!)]),
  ),
];

const paper = (): string[] => [
  '## paper',
  experimentSchema.shape.paper.description!,
  keys('paper.', paperField.shape),
  'Each of `paper.claims` has:',
  keys('', paperField.shape.claims.element.shape),
];

/** All keys of the experiment file. */
export const configPage = (): string =>
  page(
    'The experiment file',
    'YAML. Any key can also be given on the command line, as `train.epochs=5`. Editors that know JSON Schema complete and check the file with ' +
      'what `elu-bench schema` prints.',
    keys('', Object.fromEntries(Object.entries(experimentSchema.shape).filter(([key]) => !isSection(key)))),
    ...sections(),
    ...variants(),
    ...paper(),
  );
