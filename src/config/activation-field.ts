/** @file How a file names an activation: `elu`, or with parameters, { name: elu, alpha: 0.5 }. */
import { z } from 'zod';
import {
  ACTIVATIONS,
  type ActivationName,
  type ActivationParameter,
  type ActivationSpec,
} from '../network/activations.ts';
import { choice, number, oneOf, section } from './fields.ts';

/** Names of all activations. */
export const activationNames = Object.keys(ACTIVATIONS) as ActivationName[];

type ParameterName = 'alpha' | 'slope';

/** The parameters that an activation has, with their table rows. */
export const activationParameters = (name: ActivationName) =>
  Object.entries(ACTIVATIONS[name].parameters) as [ParameterName, ActivationParameter][];

const LARGEST = 1_000_000;

const parameterField = ({ doc, positive }: ActivationParameter) =>
  number(positive ? { above: 0, to: LARGEST } : { from: -LARGEST, to: LARGEST }).describe(doc);

/** Field of every parameter that some activation has. */
export const activationParameterFields: Readonly<Record<string, z.ZodNumber>> = Object.fromEntries(
  activationNames.flatMap((name) =>
    activationParameters(name).map(([parameter, row]) => [parameter, parameterField(row)]),
  ),
);

const withParameters = activationNames.map((name) => {
  const parameters = activationParameters(name).map(([parameter, row]) => [
    parameter,
    parameterField(row).default(row.default),
  ]);
  return section({
    name: z.literal(name).describe(ACTIVATIONS[name].summary),
    ...Object.fromEntries(parameters),
  });
});

const EXPECTED = oneOf(activationNames);

/** As written: a name or a name with parameters; once read: both, with every parameter that the activation has. */
export const activationField = z
  .union(
    [
      choice(activationNames),
      z.discriminatedUnion('name', withParameters as [(typeof withParameters)[0]], { error: EXPECTED }),
    ],
    { error: EXPECTED },
  )
  .transform((written): ActivationSpec => {
    // Its keys come from the table, so the compiler can't tell them.
    if (typeof written !== 'string') return written as unknown as ActivationSpec;
    const defaults = activationParameters(written).map(([parameter, row]) => [parameter, row.default]);
    return { name: written, ...Object.fromEntries(defaults) };
  });

/** Name, and the parameters that are not at their defaults: `elu`, `elu(alpha=0.5)`. */
export function activationLabel(spec: ActivationSpec): string {
  const parameters = activationParameters(spec.name)
    .filter(([parameter, row]) => spec[parameter] !== row.default)
    .map(([parameter]) => `${parameter}=${spec[parameter]}`);
  return parameters.length === 0 ? spec.name : `${spec.name}(${parameters.join(',')})`;
}
