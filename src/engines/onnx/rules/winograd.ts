/** @file Rule: convolutions with larger kernels by Winograd's minimal filtering, as products of matrices. */

import { type Expr, input, is, type Shape } from '../../../graph/expr.ts';
import { matMul, reduceSum, reshape, transpose } from '../../../graph/ops.ts';
import { engineNode } from '../ops.ts';
import { composite } from '../space/composites.ts';
import { isSpaceConvolution } from '../space/convolutions.ts';
import { type ConvWindows, view } from '../space/place.ts';
import { matrix, turned } from '../space/transform.ts';
import { bestTile, type Tiles, tilesOf } from './cook-toom.ts';
import { imageMatrix, sliding } from './examples.ts';
import { type Rule, rebuild } from './rule.ts';

/** Below so many channels on either side, the transforms cost more than the products that they save. */
const FEWEST_CHANNELS = 16;

interface Plan {
  readonly down: Tiles;
  readonly across: Tiles;
  readonly batch: number;
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
  return { down: axis(0), across: axis(1), batch: map[2]! };
}

/**
 * A constant of its own, though another one has the same values: what is computed from it is computed again instead of kept. onnxruntime
 * joins equal nodes too, but not such as take different constants.
 */
const apart = (fixed: Expr<'Constant'>): Expr => ({
  ...fixed,
  attributes: { ...fixed.attributes, apart: true },
});

/** G ⊗ G, [points, taps]: from a kernel's taps to its points. */
function kernelMatrix({ down, across }: Plan): Expr<'Constant'> {
  return matrix(down.kernel.flatMap((g) => across.kernel.map((h) => g.flatMap((a) => h.map((b) => a * b)))));
}

type Lines = readonly (readonly number[])[];

/** An image of a map at the points of its tiles. Along each axis points come before tiles; so a point's products are [tiles · batch, channels]. */
const toPoints = (
  x: Expr,
  [down, across]: readonly [Lines, Lines],
  map: readonly number[],
  { batch, ...tiles }: Plan,
): Expr =>
  composite('SpaceTransform', [x, matrix(down), matrix(across)], {
    map,
    shape: [
      tiles.down.points,
      tiles.down.tiles,
      tiles.across.points,
      tiles.across.tiles * batch,
      x.shape[1]!,
    ],
  });

const inputToPoints = (x: Expr, { map }: ConvWindows, plan: Plan): Expr =>
  toPoints(x, [plan.down.input, plan.across.input], map.slice(0, 2), plan);

const gradientToPoints = (d: Expr, { out }: ConvWindows, plan: Plan): Expr =>
  toPoints(d, [turned(plan.down.output), turned(plan.across.output)], out, plan);

/** Weights [M, C, kh, kw] at the points, [points, 1, points, M, C]. */
function weightsAtPoints(w: Expr, points: Expr, { down, across }: Plan): Expr {
  const [m, c, kh, kw] = w.shape as [number, number, number, number];
  const taps = view(w, [m * c, kh * kw]);
  return reshape(matMul(points, transpose(taps)), [down.points, 1, across.points, m, c]);
}

/** From the points of the tiles to the map that a node gives. */
const fromPoints = (
  products: Expr,
  [toRows, toColumns]: readonly [Lines, Lines],
  { down, across }: Plan,
  shape: Shape,
): Expr =>
  composite('SpaceTransform', [products, matrix(toRows), matrix(toColumns)], {
    map: [down.points * down.tiles, across.points * across.tiles],
    shape,
  });

function convolution({ inputs: [x, w], attributes, shape }: Expr<'SpaceConv'>, plan: Plan): Expr {
  const weights = weightsAtPoints(w!, kernelMatrix(plan), plan);
  const products = engineNode('FusedMatMul', [inputToPoints(x!, attributes, plan), weights], {
    transA: 0,
    transB: 1,
  });
  return fromPoints(products, [plan.down.output, plan.across.output], plan, shape);
}

function inputGradient({ inputs: [d, w], attributes, shape }: Expr<'SpaceConvInput'>, plan: Plan): Expr {
  const weights = weightsAtPoints(w!, apart(kernelMatrix(plan)), plan);
  const products = matMul(gradientToPoints(d!, attributes, plan), weights);
  return fromPoints(products, [turned(plan.down.input), turned(plan.across.input)], plan, shape);
}

function weightGradient({ inputs: [x, d], attributes, shape }: Expr<'SpaceConvWeight'>, plan: Plan): Expr {
  const { down, across } = plan;
  const points = [gradientToPoints(d!, attributes, plan), inputToPoints(x!, attributes, plan)];
  const products = engineNode('FusedMatMul', points, { transA: 1, transB: 0 });
  const [m, c] = shape as [number, number];
  const atPoints = down.tiles > 1 ? reduceSum(products, [1]) : products;
  const byPoint = transpose(reshape(atPoints, [down.points * across.points, m * c]));
  return reshape(matMul(byPoint, kernelMatrix(plan)), shape);
}

export const winograd: Rule = {
  summary:
    "Convolutions without stride or dilation, with 16 channels or more on both sides, by Winograd's minimal filtering: F(4,3) takes 36 multiplications for a " +
    'tile of 4 × 4 where the definition takes 144, and its transposes give both gradients, which share the transformed input, gradient and weights. The ' +
    'algebra is exact; rounding is some 5 times coarser than that of direct convolution. With space-major only.',
  example: () => ({ y: composite('SpaceConv', [imageMatrix(16), input('w', [32, 16, 3, 3])], sliding(3)) }),
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      if (!isSpaceConvolution(node)) return node;
      const weights = is(node, 'SpaceConvWeight') ? node.shape : node.inputs[1]!.shape;
      const tiles = plan(node.attributes, weights.slice(0, 2));
      if (tiles === undefined) return node;
      if (is(node, 'SpaceConv')) return convolution(node, tiles);
      return is(node, 'SpaceConvInput') ? inputGradient(node, tiles) : weightGradient(node, tiles);
    }),
};
