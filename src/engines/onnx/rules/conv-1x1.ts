/** @file Rule: a convolution that looks at one place at a time is a matrix product. */
import type { Expr } from '../../../graph/expr.ts';
import { matMul, reshape, transpose } from '../../../graph/ops.ts';
import { type ConvWindows, view } from '../composites.ts';
import { type Rule, rebuild } from './rule.ts';

const isPlain = ({ map, out, kernel, strides, pads }: ConvWindows): boolean =>
  [...kernel, ...strides].every((n) => n === 1) &&
  pads.every((n) => n === 0) &&
  out.every((n, i) => n === map[i]);

export const convByProduct: Rule = {
  summary:
    'A 1 × 1 convolution without stride or padding, in space-major form, is the product of all places with the weights; its gradients are products ' +
    'too. With space-major only.',
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      if (!node.op.startsWith('SpaceConv') || !isPlain(node.attributes as never)) return node;
      const [a, b] = node.inputs as [Expr, Expr];
      if (node.op === 'SpaceConvWeight') return reshape(matMul(transpose(b), a), node.shape);
      const w = view(b, b.shape.slice(0, 2));
      return matMul(a, node.op === 'SpaceConv' ? transpose(w) : w);
    }),
};
