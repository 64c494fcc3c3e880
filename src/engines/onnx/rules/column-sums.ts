/** @file Rule: sums down the columns of long matrices in two levels, which rounds as fine as a sum can and reads as much. */
import { type Expr, input } from '../../../graph/expr.ts';
import { reduceSum, reshape } from '../../../graph/ops.ts';
import { view } from '../space/place.ts';
import { type Rule, rebuild } from './rule.ts';
import { columnTerms } from './traits.ts';

/** Shorter columns are summed as they are: their rounding is small, and a node costs time too. */
const LONG = 1024;
/** The most rows that stay after the first level: so many rows of sums have to stay in the cache. */
const MOST = 64;

/** The largest divisor of a number of rows that is no more than MOST. */
function kept(rows: number): number {
  let most = MOST;
  while (rows % most !== 0) most--;
  return most;
}

export const columnSums: Rule = {
  summary:
    `Sums and sums of squares down the columns of a matrix of ${LONG} rows or more, which batch normalisation and the gradients of biases need of space-major images. ` +
    'onnxruntime adds one row after another to the sums, whose rounding grows with the number of rows: so up to ' +
    `${MOST} rows side by side are first taken as one. With space-major.`,
  example: () => ({ y: reduceSum(input('x', [2048, 16]), [0]) }),
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      const terms = columnTerms(node);
      if (terms === undefined) return node;
      const [x] = node.inputs as [Expr];
      const [rows, columns] = x.shape as [number, number];
      const few = rows < LONG ? 1 : kept(rows);
      if (few === 1) return node;
      const sums = reduceSum(view(terms(x), [rows / few, few * columns]), [0]);
      return reshape(reduceSum(reshape(sums, [few, columns]), [0]), node.shape);
    }),
};
