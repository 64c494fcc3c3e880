/** @file Rule: what is equal everywhere is computed once. */
import { type Expr, input, is } from '../../../graph/expr.ts';
import { expand, mul } from '../../../graph/ops.ts';
import { isScalar, numberIn, type Rule, rebuild, sameShape } from './rule.ts';
import { isPointwise, isRearrangement } from './traits.ts';

/** The scalar that fills an expression, if it is one number stretched. */
function filling(node: Expr): Expr | undefined {
  if (isScalar(node)) return node;
  if (is(node, 'Expand')) return filling(node.inputs[0]!);
  return undefined;
}

/** Result of an element-wise node whose operands are partly or wholly uniform. */
function pointwise(node: Expr): Expr {
  const scalars = node.inputs.map(filling);
  if (scalars.every((x) => x !== undefined)) {
    const one = { ...node, inputs: scalars, shape: [] };
    return isScalar(node) ? one : expand(one, node.shape);
  }
  // A uniform operand can stretch by itself, if another one gives the result its shape.
  const full = node.inputs.some((x, i) => scalars[i] === undefined && String(x.shape) === String(node.shape));
  return full ? { ...node, inputs: node.inputs.map((x, i) => scalars[i] ?? x) } : node;
}

export const uniform: Rule = {
  summary:
    'A tensor that is one number stretched, as gradients of means are, stays a scalar until an element-wise op stretches it anyway. ' +
    'The same numbers meet in the same operations, only once instead of for every element.',
  example: () => ({ y: mul(expand(input('rate', []), [64, 128]), input('x', [64, 128])) }),
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      if (isPointwise(node) && node.inputs.length > 0) {
        const simple = pointwise(node);
        // x + x = 2x and x · 1 = x come out of the product rule
        const [x, factor] = simple.inputs as [Expr, Expr];
        if (is(simple, 'Mul') && numberIn(factor) === 1 && sameShape(x, simple)) return x;
        return simple;
      }
      if (isRearrangement(node)) {
        const scalar = filling(node.inputs[0]!);
        if (scalar !== undefined) return node.shape.length === 0 ? scalar : expand(scalar, node.shape);
      }
      return node;
    }),
};
