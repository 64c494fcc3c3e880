/** @file Optimisers as graph ops: from a loss to the next value of every parameter. */
import type { Expr } from '../graph/expr.ts';
import { gradients } from '../graph/grad.ts';
import { add, mul, sub } from '../graph/ops.ts';

export interface OptimizerSpec {
  readonly name: 'sgd';
  readonly momentum: number;
  /** L2 penalty: this times the weight is added to its gradient. */
  readonly weightDecay: number;
  /** Whether it falls on biases, and on γ and β of batch normalisation too; false by default. */
  readonly decayBiases?: boolean;
}

/** A parameter in the graph. */
export interface Learned {
  readonly name: string;
  readonly value: Expr;
  /** Whether weight decay applies to it. */
  readonly decays: boolean;
}

/** Name of the velocity that belongs to a parameter. */
export const momentumName = (parameter: string): string => `${parameter}.momentum`;

/** Names of the tensors that the optimiser keeps beside the parameters. */
export const optimizerState = (spec: OptimizerSpec, parameters: readonly string[]): string[] =>
  spec.momentum > 0 ? parameters.map(momentumName) : [];

/**
 * One step of SGD as PyTorch defines it: g = ∇loss + λw, v ← μv + g, w ← w − ηv (without momentum w ← w − ηg).
 * `rate` is the scalar η, `velocity` gives v of each parameter. Returns the new tensors by name.
 */
export function sgd(
  spec: OptimizerSpec,
  loss: Expr,
  rate: Expr,
  learned: readonly Learned[],
  velocity: (name: string) => Expr,
): Map<string, Expr> {
  const values = learned.map((p) => p.value);
  if (spec.momentum === 0) {
    // ∇(η loss) = η ∇loss: scaling the loss once is cheaper than scaling every gradient.
    const scaled = gradients(mul(loss, rate), values);
    return new Map(
      learned.map(({ name, value, decays }, i) => {
        const kept =
          decays && spec.weightDecay > 0 ? sub(value, mul(value, mul(rate, spec.weightDecay))) : value;
        return [name, sub(kept, scaled[i]!)];
      }),
    );
  }
  const plain = gradients(loss, values);
  const next = new Map<string, Expr>();
  for (const [i, { name, value, decays }] of learned.entries()) {
    const g = decays && spec.weightDecay > 0 ? add(plain[i]!, mul(value, spec.weightDecay)) : plain[i]!;
    const v = add(mul(velocity(name), spec.momentum), g);
    next.set(name, sub(value, mul(v, rate)));
    next.set(momentumName(name), v);
  }
  return next;
}
