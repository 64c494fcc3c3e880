/** @file Rule: ELU with α = 1 by one exponential, which is also its derivative. */

import { type Expr, is } from '../../../graph/expr.ts';
import { exp, max, sub } from '../../../graph/ops.ts';
import { engineNode } from '../ops.ts';
import { eluWithSlope } from './examples.ts';
import { isStep, numberIn, type Rule, rebuild } from './rule.ts';

export const eluByExp: Rule = {
  summary:
    'ELU with α = 1: with e = exp(min(x, 0)), elu(x) = max(x, e − 1), since eˣ − 1 ≥ x; and its derivative, 1 where x > 0 and elu(x) + 1 elsewhere, is e. ' +
    "For vectors and matrices, where onnxruntime's own Elu takes longer than all of these on one thread.",
  example: () => eluWithSlope([64, 128]),
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      if (is(node, 'Elu') && node.attributes.alpha === 1 && node.shape.length <= 2) {
        const x = node.inputs[0]!;
        return max(x, sub(exp(engineNode('ClipToNegative', [x], {})), 1));
      }
      return derivative(node) ?? node;
    }),
};

/** e where a node is Where(x > 0, 1, elu(x) + 1), its elu written as above. */
function derivative(node: Expr): Expr | undefined {
  const x = isStep(node) ? node.inputs[0]!.inputs[0]! : undefined;
  const shifted = node.inputs[2];
  if (x === undefined || !is(shifted, 'Add') || numberIn(shifted.inputs[1]!) !== 1) return undefined;
  const y = shifted.inputs[0]!;
  const [same, lower] = y.inputs;
  if (!is(y, 'Max') || same !== x || !is(lower, 'Sub') || numberIn(lower.inputs[1]!) !== 1) return undefined;
  const e = lower.inputs[0]!;
  const clipped = e.inputs[0];
  return is(e, 'Exp') && is(clipped, 'ClipToNegative') && clipped.inputs[0] === x ? e : undefined;
}
