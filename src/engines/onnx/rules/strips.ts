/** @file Rule: a product of many rows with a small matrix, strip by strip of rows. */
import { type Expr, input, is, size } from '../../../graph/expr.ts';
import { concat, matMul, reduceSum, reshape } from '../../../graph/ops.ts';
import { engineNode } from '../ops.ts';
import { composite } from '../space/composites.ts';
import { view } from '../space/place.ts';
import { isSwap, type Rule, rebuild } from './rule.ts';

/** Numbers that a product reads and writes, 16 MB, from which on it leaves the cache between the blocks of columns that it is computed by. */
const LARGE = 2 ** 22;
const MOST_ROWS = 512;
const FEWEST_ROWS = 128;

/** The fewest strips that are short enough, an even number, each of as many whole `unit`s of rows. */
function stripsOf(rows: number, unit = 1): number | undefined {
  for (let strips = 2 * Math.ceil(rows / MOST_ROWS / 2); rows / strips >= FEWEST_ROWS; strips += 2)
    if ((rows / unit) % strips === 0) return strips;
  return undefined;
}

/** Strips [count, …] that are multiplied with one matrix each, with the same one. */
function times(strips: Expr, b: Expr, transA: number): Expr {
  const [count, ...shape] = strips.shape;
  // onnxruntime makes one product again of strips that all meet the same matrix, so it stands there twice.
  const once = reshape(b, [1, ...b.shape]);
  const inputs = [view(strips, [count! / 2, 2, ...shape]), concat([once, once], 0)];
  return engineNode('FusedMatMul', inputs, { transA, transB: 0 });
}

export const strips: Rule = {
  summary:
    'A product of a matrix of many rows with a small one, such as a 1 × 1 convolution in space-major form, is taken strip by strip of rows, which stay ' +
    'in the cache, once what it reads and writes takes 16 MB. So are products of the columns of `conv-columns`, which are written in strips.',
  example: () => ({ y: matMul(input('x', [32_768, 192]), input('w', [192, 192])) }),
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      if (!is(node, 'MatMul') || node.shape.length !== 2) return node;
      const [a, b] = node.inputs as [Expr, Expr];
      const written = isSwap(a) ? a.inputs[0]! : a;
      const columns = is(written, 'SpaceColumns') ? written.attributes : undefined;
      if (columns === undefined && isSwap(a)) return node;
      const units = b.shape[1]!;
      const rows = written.shape[columns === undefined ? 0 : 1]!;
      const count = stripsOf(rows, columns?.map[2]);
      if (size(written.shape) + rows * units < LARGE || count === undefined) return node;
      if (columns === undefined) {
        const parts = view(a, [count, rows / count, a.shape[1]!]);
        return reshape(times(parts, b, 0), node.shape);
      }
      const parts = composite('SpaceColumns', written.inputs, { ...columns, strips: count });
      if (isSwap(a)) return reshape(times(parts, b, 1), node.shape);
      return reduceSum(matMul(parts, view(b, [count, rows / count, units])), [0]);
    }),
};
