/** @file Rule: a convolution that looks at one place at a time is a matrix product. */

import { type Expr, input, is } from '../../../graph/expr.ts';
import { matMul, reshape, transpose } from '../../../graph/ops.ts';
import { composite } from '../space/composites.ts';
import { isSpaceConvolution } from '../space/convolutions.ts';
import { type ConvWindows, view } from '../space/place.ts';
import { imageMatrix, sliding } from './examples.ts';
import { type Rule, rebuild } from './rule.ts';

const isPlain = ({ map, out, kernel, strides, pads }: ConvWindows): boolean =>
  [...kernel, ...strides].every((n) => n === 1) &&
  pads.every((n) => n === 0) &&
  out.every((n, i) => n === map[i]);

export const convByProduct: Rule = {
  summary:
    'A 1 × 1 convolution without stride or padding, in space-major form, is the product of all places with the weights; its gradients are products ' +
    'too. With space-major only.',
  example: () => ({ y: composite('SpaceConv', [imageMatrix(16), input('w', [32, 16, 1, 1])], sliding(1)) }),
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      if (!isSpaceConvolution(node) || !isPlain(node.attributes)) return node;
      const [a, b] = node.inputs as [Expr, Expr];
      if (is(node, 'SpaceConvWeight')) return reshape(matMul(transpose(b), a), node.shape);
      const w = view(b, b.shape.slice(0, 2));
      return matMul(a, is(node, 'SpaceConv') ? transpose(w) : w);
    }),
};
