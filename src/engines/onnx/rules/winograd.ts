/** @file Rule: convolutions with larger kernels by Winograd's minimal filtering, as products of matrices. */
import type { Expr } from '../../../graph/expr.ts';
import { matMul, reduceSum, reshape, transpose } from '../../../graph/ops.ts';
import { apart, type ConvWindows, composite, matrix, view } from '../composites.ts';
import { engineNode } from '../ops.ts';
import { bestTile, type Tiles, tilesOf } from './cook-toom.ts';
import { type Rule, rebuild } from './rule.ts';

/** Below so many channels on either side, the transforms cost more than the products that they save. */
const FEWEST_CHANNELS = 16;

interface Plan {
  readonly down: Tiles;
  readonly across: Tiles;
}

/** The tiles along both axes, where they pay. */
function plan(
  { map, out, kernel, strides, pads, dilations }: ConvWindows,
  channels: readonly number[],
): Plan | undefined {
  if ([...strides, ...dilations].some((n) => n !== 1)) return undefined;
  if (kernel.every((k) => k === 1) && pads.every((p) => p === 0)) return undefined;
  if (Math.min(...channels) < FEWEST_CHANNELS) return undefined;
  const axis = (i: 0 | 1): Tiles =>
    tilesOf(bestTile(out[i]!, kernel[i]!), kernel[i]!, { size: map[i]!, pad: pads[i]!, out: out[i]! });
  return { down: axis(0), across: axis(1) };
}

const turned = (lines: readonly (readonly number[])[]): number[][] =>
  lines[0]!.map((_, i) => lines.map((line) => line[i]!));

/** G ⊗ G, [points, taps]: from a kernel's taps to its points. */
function kernelMatrix({ down, across }: Plan): Expr {
  return matrix(down.kernel.flatMap((g) => across.kernel.map((h) => g.flatMap((a) => h.map((b) => a * b)))));
}

/** The three forms of a convolution. Along each axis points come before tiles; so a point's products are [tiles · batch, channels]. */
function convolve(node: Expr, attributes: ConvWindows, { down, across }: Plan): Expr {
  const { map, out, kernel } = attributes;
  const n = map[2]!;
  const [a, b] = node.inputs as [Expr, Expr];
  const lead = [down.points, down.tiles, across.points];
  const [height, width] = [down.points * down.tiles, across.points * across.tiles];
  const toPoints = (x: Expr): Expr =>
    composite('SpaceTransform', [x, matrix(down.input), matrix(across.input)], {
      map: map.slice(0, 2),
      shape: [...lead, across.tiles * n, x.shape[1]!],
    });
  const gradientToPoints = (d: Expr): Expr =>
    composite('SpaceTransform', [d, matrix(turned(down.output)), matrix(turned(across.output))], {
      map: out,
      shape: [...lead, across.tiles * n, d.shape[1]!],
    });
  /** [points, 1, points, M, C] */
  const weights = (w: Expr, points: Expr): Expr => {
    const [m, c] = w.shape as [number, number];
    const taps = view(w, [m * c, kernel[0]! * kernel[1]!]);
    return reshape(matMul(points, transpose(taps)), [down.points, 1, across.points, m, c]);
  };
  if (node.op === 'SpaceConv') {
    const products = engineNode('FusedMatMul', [toPoints(a), weights(b, kernelMatrix({ down, across }))], {
      transA: 0,
      transB: 1,
    });
    return composite('SpaceTransform', [products, matrix(down.output), matrix(across.output)], {
      map: [height, width],
      shape: node.shape,
    });
  }
  if (node.op === 'SpaceConvInput') {
    const products = matMul(gradientToPoints(a), weights(b, apart(kernelMatrix({ down, across }))));
    return composite('SpaceTransform', [products, matrix(turned(down.input)), matrix(turned(across.input))], {
      map: [height, width],
      shape: node.shape,
    });
  }
  const products = engineNode('FusedMatMul', [gradientToPoints(b), toPoints(a)], { transA: 1, transB: 0 });
  const [m, c] = node.shape as [number, number];
  const atPoints = down.tiles > 1 ? reduceSum(products, [1]) : products;
  const taps = matMul(
    transpose(reshape(atPoints, [down.points * across.points, m * c])),
    kernelMatrix({ down, across }),
  );
  return reshape(taps, node.shape);
}

export const winograd: Rule = {
  summary:
    "Convolutions without stride or dilation, with 16 channels or more on both sides, by Winograd's minimal filtering: F(4,3) takes 36 multiplications for a " +
    'tile of 4 × 4 where the definition takes 144, and its transposes give both gradients, which share the transformed input, gradient and weights. The ' +
    'algebra is exact; rounding is some 5 times coarser than that of direct convolution. With space-major only.',
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      if (!node.op.startsWith('SpaceConv')) return node;
      const attributes = node.attributes as unknown as ConvWindows;
      const weights = node.op === 'SpaceConvWeight' ? node.shape : node.inputs[1]!.shape;
      const tiles = plan(attributes, weights.slice(0, 2));
      return tiles === undefined ? node : convolve(node, attributes, tiles);
    }),
};
