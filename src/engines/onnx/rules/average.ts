/** @file Rule: average pooling as two products with matrices of shares. */
import type { Expr } from '../../../graph/expr.ts';
import { attributesOf, composite, matrix, type PoolWindows } from '../composites.ts';
import { type Rule, rebuild } from './rule.ts';

/** [out, size]: each window's share of what lies in it; padding does not count. */
function shares({ map, kernel, strides, pads, out }: PoolWindows, axis: 0 | 1): number[][] {
  return Array.from({ length: out[axis]! }, (_, i) => {
    const first = i * strides[axis]! - pads[axis]!;
    const inside = Array.from({ length: map[axis]! }, (_, j) => j >= first && j < first + kernel[axis]!);
    const count = inside.filter(Boolean).length;
    return inside.map((is) => (is ? 1 / count : 0));
  });
}

const turned = (lines: number[][]): number[][] => lines[0]!.map((_, i) => lines.map((line) => line[i]!));

export const averageByProducts: Rule = {
  summary:
    'Average pooling of a space-major image is linear along each axis, so it is a product with a small matrix of shares along the height and one along the ' +
    'width; its gradient is the product with their transposes. With space-major only.',
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      const forward = attributesOf(node, 'SpaceAveragePool');
      const windows = forward ?? attributesOf(node, 'SpaceAveragePoolGrad');
      if (windows === undefined) return node;
      const [down, across] = [shares(windows, 0), shares(windows, 1)];
      const [x] = node.inputs as [Expr];
      const [map, matrices] = forward
        ? [windows.map.slice(0, 2), [down, across]]
        : [windows.out, [turned(down), turned(across)]];
      return composite('SpaceTransform', [x, ...matrices.map(matrix)], { map, shape: node.shape });
    }),
};
