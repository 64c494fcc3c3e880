/** @file How a file names an optimiser and sets its parameters: every key that some optimiser has, with a check that its own one has it. */
import type { z } from 'zod';
import type { OptimizerParameter } from '../network/optimizers/optimizer.ts';
import {
  OPTIMIZERS,
  type OptimizerName,
  type OptimizerParameterName,
  type OptimizerSpec,
  optimizerRow,
  parametersOf,
  valuesOf,
} from '../network/optimizers.ts';
import { choice, flag, number, oneOf } from './fields.ts';
import { type Problem, shorten } from './problems.ts';
import { entryAt, spanOfKey, type Tree, valueAt } from './tree.ts';

/** Names of all optimisers. */
export const optimizerNames = Object.keys(OPTIMIZERS) as OptimizerName[];

/** The optimisers that have a parameter, by what the table says of it there. */
function ownersOf(parameter: string): Map<OptimizerParameter, OptimizerName[]> {
  const all = optimizerNames.flatMap((name) =>
    parametersOf(name).flatMap(([key, row]) => (key === parameter ? [{ name, row }] : [])),
  );
  const owners = new Map<OptimizerParameter, OptimizerName[]>();
  for (const { name, row } of all) {
    const same = [...owners.keys()].find(
      ({ doc, default: value }) => doc === row.doc && value === row.default,
    );
    owners.set(same ?? row, [...(owners.get(same ?? row) ?? []), name]);
  }
  return owners;
}

/** `sgd`, or `adam and adamw`. */
const namesOf = (parameter: string): string => [...ownersOf(parameter).values()].flat().join(' and ');

function parameterField(parameter: string) {
  const owners = [...ownersOf(parameter)];
  const description = owners
    .map(
      ([{ doc, default: value }, names]) =>
        `${doc.replace(/\.$/, '')} (${names.join(', ')}; default ${value}).`,
    )
    .join(' ');
  const [row] = owners[0]!;
  const field = row.default === false ? flag() : number(row.range);
  return field.exactOptional().meta({ description, ...(owners.length === 1 && { default: row.default }) });
}

type ParameterFields = {
  readonly [K in OptimizerParameterName]: z.ZodExactOptional<
    NonNullable<OptimizerSpec[K]> extends number ? z.ZodNumber : z.ZodBoolean
  >;
};

/** Field of every parameter that some optimiser has. */
export const optimizerParameterFields = Object.fromEntries(
  optimizerNames.flatMap((name) => parametersOf(name).map(([key]) => [key, parameterField(key)])),
) as unknown as ParameterFields;

export const optimizerNameField = choice(optimizerNames)
  .default('sgd')
  .describe(
    `Optimiser: ${optimizerNames.map((name) => `${name} (${optimizerRow(name).summary})`).join(', ')}.`,
  );

/** The parameters of an optimiser: numbers at their defaults where nothing is said, and none that is off or another's. */
export const ownParameters = (spec: OptimizerSpec): Omit<OptimizerSpec, 'name'> =>
  Object.fromEntries(Object.entries(valuesOf(spec)).filter(([, value]) => value !== false));

/** Parameters that the optimiser of a file does not have, or that do not go together. */
export function optimizerProblems(tree: Tree, spec: OptimizerSpec): Problem[] {
  const section = valueAt(tree, ['optimizer']);
  const own = parametersOf(spec.name).map(([key]) => key as string);
  const problem = (key: string, message: string): Problem => {
    const path = ['optimizer', key];
    return { at: spanOfKey(tree, path), path: path.join('.'), message };
  };
  const strangers = Object.keys(optimizerParameterFields).filter(
    (key) => !own.includes(key) && section && entryAt(section, key),
  );
  if (strangers.length > 0)
    return strangers.map((key) =>
      problem(
        key,
        `belongs to ${namesOf(key)}, but optimizer.name is ${spec.name}; expected ${oneOf(own)} beside it`,
      ),
    );
  const fault = optimizerRow(spec.name).fault?.(valuesOf(spec));
  return fault ? [problem(fault.parameter, fault.message)] : [];
}

/**
 * Parameters that a grid of names leaves open: optimisers share them with different defaults, and the file does not say them. A variant would
 * have that of another's.
 */
export const openParameters = (tree: Tree, names: readonly OptimizerName[]): string[] =>
  Object.keys(optimizerParameterFields).filter((key) => {
    const defaults = names.flatMap((name) =>
      parametersOf(name).flatMap(([own, row]) => (own === key ? [row.default] : [])),
    );
    return new Set(defaults).size > 1 && valueAt(tree, ['optimizer', key]) === undefined;
  });

/** `adam(learning_rate=0.001)`: the name, and all that is said beside it. */
export const optimizerLabel = ({ name = 'sgd', ...others }: Readonly<Record<string, unknown>>): string =>
  `${name}(${Object.entries(others)
    .map(([key, value]) => `${key}=${shorten(String(value), 60)}`)
    .join(',')})`;
