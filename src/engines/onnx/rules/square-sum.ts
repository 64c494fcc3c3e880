/** @file Rule: sums of squares down the columns of a matrix as sums of a product. */
import type { Expr } from '../../../graph/expr.ts';
import { mul, reduceSum } from '../../../graph/ops.ts';
import { type Rule, rebuild } from './rule.ts';

export const squareSum: Rule = {
  summary:
    'ReduceSumSquare down the columns of a matrix, as batch normalisation of a space-major image needs it, is the sum of x · x. onnxruntime adds up sums down columns a ' +
    'row at a time, but sums of squares number by number, which takes several times as long as writing the squares down.',
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      const [x] = node.inputs as [Expr];
      const isDown =
        node.op === 'ReduceSumSquare' && x.shape.length === 2 && String(node.attributes.axes) === '0';
      return isDown ? reduceSum(mul(x, x), [0], node.attributes.keepdims as number) : node;
    }),
};
