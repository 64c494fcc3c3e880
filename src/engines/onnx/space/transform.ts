/** @file TABLE of the linear map along both axes of an image, with constant matrices: what Winograd's filtering and average pooling are made of. */
import { constant, type Expr, is, type Shape, size } from '../../../graph/expr.ts';
import { matMul } from '../../../graph/ops.ts';
import { view } from './place.ts';
import type { CompositeRows } from './row.ts';

interface TransformSig {
  /** (x, H [A', A], W [B', B]), x seen as [A, B, …]: y[a', b'] = Σ H[a', a] W[b', b] x[a, b], seen as `shape`. */
  SpaceTransform: { readonly map: readonly number[]; readonly shape: Shape };
}
declare module '../../../graph/expr.ts' {
  interface Signatures extends TransformSig {}
}

export const TRANSFORM_COMPOSITES: CompositeRows<keyof TransformSig> = {
  // Two products, in the order that takes fewer multiplications.
  SpaceTransform: {
    shape: (_, { shape }) => shape,
    lowering: ([x, down, across], { map, shape }) => {
      const [a, b] = map as [number, number];
      const [a2, b2] = [down!.shape[0]!, across!.shape[0]!];
      const rest = size(x!.shape) / (a * b);
      const alongH = (y: Expr, width: number): Expr =>
        isIdentity(down!) ? y : matMul(down!, view(y, [a, width * rest]));
      const alongW = (y: Expr, height: number): Expr =>
        isIdentity(across!) ? y : matMul(across!, view(y, [height, b, rest]));
      const downFirst = a2 * a * b + a2 * b2 * b <= a * b2 * b + a2 * a * b2;
      const y = downFirst ? alongW(alongH(x!, b), a2) : alongH(alongW(x!, a), b2);
      return view(y, shape);
    },
  },
};

function isIdentity(matrix: Expr): boolean {
  const [m, n] = matrix.shape as [number, number];
  return m === n && valuesOf(matrix).every((x, i) => x === (i % (n + 1) === 0 ? 1 : 0));
}

/** The numbers of a constant matrix, as the two operands after an image are. */
export function valuesOf(matrix: Expr): Float32Array {
  if (!is(matrix, 'Constant')) throw new Error(`${matrix.op} where a constant matrix is expected`);
  return matrix.attributes.values;
}

/** A constant matrix of these rows. */
export const matrix = (lines: readonly (readonly number[])[]): Expr<'Constant'> =>
  constant(lines.flat(), [lines.length, lines[0]!.length]);

/** The rows of a matrix as columns. */
export const turned = (lines: readonly (readonly number[])[]): number[][] =>
  lines[0]!.map((_, i) => lines.map((line) => line[i]!));
