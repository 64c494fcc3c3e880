/** @file Rule: transposes, bias and parameter update go into the matrix product they belong to. */

import { type Expr, input, is, size } from '../../../graph/expr.ts';
import { add, matMul, sub, transpose } from '../../../graph/ops.ts';
import { engineNode } from '../ops.ts';
import { isSwap, type Rule, rebuild, useCounts } from './rule.ts';

/** MatMul of matrices as Gemm, its operands' transposes as flags. */
function product(node: Expr): Expr {
  const [a, b] = node.inputs as [Expr, Expr];
  const inputs = [isSwap(a) ? a.inputs[0]! : a, isSwap(b) ? b.inputs[0]! : b];
  return engineNode('Gemm', inputs, { transA: Number(isSwap(a)), transB: Number(isSwap(b)), alpha: 1 });
}

/** Whether `c` can be Gemm's third operand: it stretches to the product's shape and to no more. */
const fits = (c: Expr, gemm: Expr): boolean =>
  c.shape.length <= 2 &&
  size(c.shape) > 1 &&
  c.shape.every((n, i) => n === 1 || n === gemm.shape[2 - c.shape.length + i]);

export const gemm: Rule = {
  summary:
    "Gemm computes α A'B' + C with either operand transposed: so transposes of a product's operands, a bias added to it, and an update W − product " +
    '(α = −1, C = W) cost no pass of their own.',
  example: () => {
    const [x, w, d] = [input('x', [64, 784]), input('w', [100, 784]), input('d', [64, 100])];
    return { y: add(matMul(x, transpose(w)), input('b', [100])), next: sub(w, matMul(transpose(d), x)) };
  },
  apply: (outputs) => {
    const uses = useCounts(outputs);
    return rebuild(outputs, (node, before) => {
      if (is(node, 'MatMul') && node.shape.length === 2) return product(node);
      const [left, right] = node.inputs as [Expr, Expr];
      /** Whether operand i is a product that nothing else needs, and that nothing is added to yet. */
      const isAlone = (i: 0 | 1): boolean =>
        node.inputs[i]!.inputs.length === 2 && uses.get(before.inputs[i]!) === 1;
      if (is(node, 'Add') && is(left, 'Gemm') && isAlone(0) && fits(right, left))
        return engineNode('Gemm', [...left.inputs, right], left.attributes);
      if (is(node, 'Sub') && is(right, 'Gemm') && isAlone(1) && fits(left, right))
        return engineNode('Gemm', [...right.inputs, left], { ...right.attributes, alpha: -1 });
      return node;
    });
  },
};
