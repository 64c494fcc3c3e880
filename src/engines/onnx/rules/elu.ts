/** @file Rule: ELU with α = 1 by one exponential, which is also its derivative. */
import { type Expr, scalarValue } from '../../../graph/expr.ts';
import { exp, max, sub } from '../../../graph/ops.ts';
import { engineNode } from '../ops.ts';
import { type Rule, rebuild } from './rule.ts';

export const eluByExp: Rule = {
  summary:
    'ELU with α = 1: with e = exp(min(x, 0)), elu(x) = max(x, e − 1), since eˣ − 1 ≥ x; and its derivative, 1 where x > 0 and elu(x) + 1 elsewhere, is e. ' +
    "For vectors and matrices, where onnxruntime's own Elu takes longer than all of these on one thread.",
  apply: (outputs) => {
    const exponentials = new Map<Expr, Expr>();
    return rebuild(outputs, (node) => {
      if (node.op === 'Elu' && node.attributes.alpha === 1 && node.shape.length <= 2) {
        const x = node.inputs[0]!;
        const e = exp(engineNode('ClipToNegative', [x], {}));
        exponentials.set(x, e);
        return max(x, sub(e, 1));
      }
      // Where(x > 0, 1, elu(x) + 1)
      if (node.op !== 'Where') return node;
      const [condition, one, shifted] = node.inputs as [Expr, Expr, Expr];
      const x =
        condition.op === 'Greater' && scalarValue(condition.inputs[1]!) === 0
          ? condition.inputs[0]!
          : undefined;
      const e = x && exponentials.get(x);
      const isDerivative =
        scalarValue(one) === 1 &&
        shifted.op === 'Add' &&
        scalarValue(shifted.inputs[1]!) === 1 &&
        shifted.inputs[0]!.op === 'Max' &&
        shifted.inputs[0]!.inputs[0] === x;
      return e && isDerivative ? e : node;
    });
  },
};
