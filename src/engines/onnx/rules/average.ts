/** @file Rule: average pooling as two products with matrices of shares. */

import { type Expr, is } from '../../../graph/expr.ts';
import { composite } from '../space/composites.ts';
import type { Windows } from '../space/place.ts';
import { matrix, turned } from '../space/transform.ts';
import { imageMatrix, SIDE_BY_SIDE } from './examples.ts';
import { type Rule, rebuild } from './rule.ts';

/** [out, size]: each window's share of what lies in it; padding does not count. */
function shares({ map, kernel, strides, pads, out }: Windows, axis: 0 | 1): number[][] {
  return Array.from({ length: out[axis]! }, (_, i) => {
    const first = i * strides[axis]! - pads[axis]!;
    const inside = Array.from({ length: map[axis]! }, (_, j) => j >= first && j < first + kernel[axis]!);
    const count = inside.filter(Boolean).length;
    return inside.map((is) => (is ? 1 / count : 0));
  });
}

const axes = (windows: Windows) => [shares(windows, 0), shares(windows, 1)];

const transformed = (
  { inputs, shape }: Expr,
  map: readonly number[],
  matrices: readonly number[][][],
): Expr => composite('SpaceTransform', [inputs[0]!, ...matrices.map(matrix)], { map, shape });

export const averageByProducts: Rule = {
  summary:
    'Average pooling of a space-major image is linear along each axis, so it is a product with a small matrix of shares along the height and one along the ' +
    'width; its gradient is the product with their transposes. With space-major only.',
  example: () => ({ y: composite('SpaceAveragePool', [imageMatrix(16)], SIDE_BY_SIDE) }),
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      if (is(node, 'SpaceAveragePool')) {
        const { map } = node.attributes;
        return transformed(node, map.slice(0, 2), axes(node.attributes));
      }
      if (is(node, 'SpaceAveragePoolGrad'))
        return transformed(node, node.attributes.out, axes(node.attributes).map(turned));
      return node;
    }),
};
