/** @file What an optimiser keeps of a network, and its step from gradients to the next state: the part of a training step that rows of OPTIMIZERS write. */
import type { Expr, Shape } from '../graph/expr.ts';
import type { OptimizerRow } from './optimizers/optimizer.ts';
import { type OptimizerSpec, optimizerRow, valuesOf } from './optimizers.ts';
import type { ParameterSpec } from './parameter.ts';

/** A parameter in the graph. */
export interface Learned {
  readonly name: string;
  readonly value: Expr;
  /** Whether weight decay applies to it. */
  readonly decays: boolean;
}

/** Whether weight decay applies to a parameter. */
export const decays = ({ role }: Pick<ParameterSpec, 'role'>, spec: OptimizerSpec): boolean =>
  role === 'weight' || spec.decay_biases === true;

const NOTHING = { each: [], once: [] };

/** Names of what an optimiser keeps with these values. */
function keptBy(spec: OptimizerSpec): OptimizerRow['state'] {
  const { state, isStateless } = optimizerRow(spec.name);
  return isStateless?.(valuesOf(spec)) ? NOTHING : state;
}

/** Name of what is kept of a parameter, `dense1.weight.momentum`, or of the optimiser once, `adam.step`. */
const keptName = (of: string, what: string): string => `${of}.${what}`;

/** Shapes of the tensors that the optimiser keeps beside the learned parameters, by name. All are 0 before the first step. */
export function optimizerState(
  spec: OptimizerSpec,
  learned: readonly { readonly name: string; readonly shape: Shape }[],
): Map<string, Shape> {
  const { each, once } = keptBy(spec);
  return new Map([
    ...learned.flatMap(({ name, shape }) => each.map((what) => [keptName(name, what), shape] as const)),
    ...once.map((what) => [keptName(spec.name, what), []] as const),
  ]);
}

/** What a step starts from. */
export interface StepStart {
  /** The scalar η. */
  readonly rate: Expr;
  readonly learned: readonly Learned[];
  /** What the optimiser keeps, by name. */
  kept(name: string): Expr;
  /** ∇loss of each learned parameter; with a factor, ∇(factor · loss). */
  gradients(factor: Expr | undefined): readonly Expr[];
}

/** One step of an optimiser: the new tensors by name, parameters and what is kept of them. */
export function updates(
  spec: OptimizerSpec,
  { rate, learned, kept, gradients }: StepStart,
): Map<string, Expr> {
  const row = optimizerRow(spec.name);
  const values = valuesOf(spec);
  const names = keptBy(spec);
  const keptOf = (of: string, what: readonly string[]) =>
    Object.fromEntries(what.map((one) => [one, kept(keptName(of, one))]));
  const update = row.update(values, { rate, once: keptOf(spec.name, names.once) });
  const slopes = gradients(update.factor);
  const next = new Map<string, Expr>();
  for (const [i, { name, value, decays }] of learned.entries()) {
    const decay = decays ? Number(values.weight_decay ?? 0) : 0;
    const after = update.each({ value, gradient: slopes[i]!, decay, kept: keptOf(name, names.each) });
    next.set(name, after.value);
    for (const [what, now] of Object.entries(after.kept ?? {})) next.set(keptName(name, what), now);
  }
  for (const [what, now] of Object.entries(update.once ?? {})) next.set(keptName(spec.name, what), now);
  return next;
}
