/** @file Keys of the section `evaluate` that ask for measures: one for each row of MEASURES that has to be asked for. */
import { z } from 'zod';
import { certainSamples, type DatasetName } from '../data/datasets.ts';
import { usageError } from '../errors.ts';
import { type Asked, askings } from '../measure/measures.ts';
import type { About, Asking } from '../measure/row.ts';
import type { LossName } from '../network/losses.ts';
import { flag, orOff } from './fields.ts';

function numberField(from: number, to: number) {
  const error = `a whole number from ${from} to ${to}, or 0`;
  return z.union([z.int({ error }).min(from, { error }).max(to, { error }), z.literal(0)], { error });
}

function field({ numbers, doc }: Asking) {
  return (numbers ? orOff(numberField(...numbers), 0) : orOff(flag(), false)).describe(doc);
}

// Its keys come from the table, so the compiler can't tell them.
export const askedFields = Object.fromEntries(
  askings.map(({ name, asked }) => [name, field(asked)]),
) as unknown as { readonly [N in keyof Asked]-?: z.ZodExactOptional<z.ZodType<Asked[N]>> };

type Given = { readonly [N in keyof Asked]?: unknown };

/** What is asked for and can't be measured, by key: each in words that follow it. */
export const askedFaults = (
  evaluate: Given,
  about: About,
): readonly (readonly [key: string, fault: string])[] =>
  askings.flatMap(({ name, asked }) => {
    const value = evaluate[name];
    const fault = value ? asked.fault?.(Number(value), about) : undefined;
    return fault === undefined ? [] : [[name, fault]];
  });

/** Classes of a data set that are known before it is looked at. */
export const knownClasses = (name: DatasetName): number | undefined => certainSamples(name)?.classes;

/** @throws UserError (exit code 2) for what is asked for and can't be measured on data of so many classes. */
export function checkAsked(
  { evaluate, objective }: { readonly evaluate: Asked; readonly objective: LossName },
  { classes }: { readonly classes: number },
): void {
  const [first] = askedFaults(evaluate, { objective, classes });
  if (first) throw usageError(`evaluate.${first[0]}: ${first[1]}.`);
}
