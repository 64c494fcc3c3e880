/** @file Rule: convolutions of few channels as one product with the windows' inputs side by side. */
import { type Expr, size } from '../../../graph/expr.ts';
import { matMul, reshape, transpose } from '../../../graph/ops.ts';
import { type ConvWindows, composite } from '../composites.ts';
import { type Rule, rebuild } from './rule.ts';

/** With more inputs to a window than this, its columns cost more memory than they save time. */
const LARGEST_WINDOW = 256;

export const convByColumns: Rule = {
  summary:
    `A convolution of up to ${LARGEST_WINDOW} inputs to a window, such as the first layer's, is the product of its windows, written side by side, with the weights; ` +
    'the gradient of the weights is the product of the same windows with the gradient. For what `winograd` leaves. With space-major only.',
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      if (node.op !== 'SpaceConv' && node.op !== 'SpaceConvWeight') return node;
      const attributes = node.attributes as unknown as ConvWindows;
      const [x, other] = node.inputs as [Expr, Expr];
      if (size(attributes.kernel) * x.shape[1]! > LARGEST_WINDOW) return node;
      const columns = composite('SpaceColumns', [x], attributes);
      const taps = columns.shape[0]!;
      // [kh, kw, C, M] is the order of the columns.
      if (node.op === 'SpaceConv')
        return matMul(transpose(columns), reshape(transpose(other, [2, 3, 1, 0]), [taps, other.shape[0]!]));
      const [m, c, kh, kw] = node.shape as [number, number, number, number];
      return transpose(reshape(matMul(columns, other), [kh, kw, c, m]), [3, 2, 0, 1]);
    }),
};
