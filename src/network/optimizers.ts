/** @file TABLE of optimisers. A row gives, in graph ops, the next value of a parameter from its gradient; the update of a network follows. */
import { adam, adamw } from './optimizers/adam.ts';
import type { OptimizerParameter, OptimizerRow, ValueOf, Values } from './optimizers/optimizer.ts';
import { sgd } from './optimizers/sgd.ts';

export const OPTIMIZERS = { sgd, adam, adamw } satisfies Record<string, OptimizerRow>;

type Rows = typeof OPTIMIZERS;
export type OptimizerName = keyof Rows;
/** Every parameter that some optimiser has. */
export type OptimizerParameterName = { [N in OptimizerName]: keyof Rows[N]['parameters'] }[OptimizerName];
type Value<K> = {
  [N in OptimizerName]: K extends keyof Rows[N]['parameters'] ? ValueOf<Rows[N]['parameters'][K]> : never;
}[OptimizerName];

/** An optimiser with values of its parameters; one that is not there is at its default. */
export type OptimizerSpec = {
  readonly name: OptimizerName;
  /** Whether weight decay falls on biases, and on γ and β of batch normalisation too; false by default. */
  readonly decay_biases?: boolean;
} & { readonly [K in OptimizerParameterName]?: Value<K> };

/** The row of an optimiser, whichever it is. */
export const optimizerRow = (name: OptimizerName): OptimizerRow => OPTIMIZERS[name];

/** The parameters that an optimiser has, with what the table says of them. */
export const parametersOf = (name: OptimizerName) =>
  Object.entries(OPTIMIZERS[name].parameters) as [OptimizerParameterName, OptimizerParameter][];

/** A value for each of its parameters. */
export const valuesOf = (spec: OptimizerSpec): Values =>
  Object.fromEntries(parametersOf(spec.name).map(([key, row]) => [key, spec[key] ?? row.default]));
