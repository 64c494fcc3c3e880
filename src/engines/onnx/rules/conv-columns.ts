/** @file Rule: convolutions of few channels as one product with the windows' inputs side by side. */

import { type Expr, input, is, type Signatures, size } from '../../../graph/expr.ts';
import { matMul, reshape, transpose } from '../../../graph/ops.ts';
import { composite } from '../space/composites.ts';
import { imageMatrix, sliding } from './examples.ts';
import { type Rule, rebuild } from './rule.ts';

/** With more inputs to a window than this, its columns cost more memory than they save time. */
const LARGEST_WINDOW = 256;

/** The windows of an image side by side, where there are not too many inputs to each. */
const columnsOf = (x: Expr, windows: Signatures['SpaceConv']): Expr | undefined =>
  size(windows.kernel) * x.shape[1]! > LARGEST_WINDOW ? undefined : composite('SpaceColumns', [x], windows);

/** Weights [M, C, kh, kw] in the order of the columns, [kh · kw · C, M]. */
const byTaps = (w: Expr): Expr => reshape(transpose(w, [2, 3, 1, 0]), [size(w.shape.slice(1)), w.shape[0]!]);

export const convByColumns: Rule = {
  summary:
    `A convolution of up to ${LARGEST_WINDOW} inputs to a window, such as the first layer's, is the product of its windows, written side by side, with the weights; ` +
    'the gradient of the weights is the product of the same windows with the gradient. For what `winograd` leaves. With space-major only.',
  example: () => ({
    y: composite('SpaceConv', [imageMatrix(3), input('w', [32, 3, 3, 3])], sliding(3)),
    dw: composite('SpaceConvWeight', [imageMatrix(3), input('d', [128, 32])], sliding(3)),
  }),
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      const [x, other] = node.inputs as [Expr, Expr];
      if (is(node, 'SpaceConv')) {
        const columns = columnsOf(x, node.attributes);
        return columns === undefined ? node : matMul(transpose(columns), byTaps(other));
      }
      if (is(node, 'SpaceConvWeight')) {
        const columns = columnsOf(x, node.attributes);
        const [m, c, kh, kw] = node.shape as [number, number, number, number];
        return columns === undefined
          ? node
          : transpose(reshape(matMul(columns, other), [kh, kw, c, m]), [3, 2, 0, 1]);
      }
      return node;
    }),
};
