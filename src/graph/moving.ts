/** @file TABLE of the ops that put numbers elsewhere and leave them as they are: other axes, another shape, several times, at an index. */
import { later, shifted } from './batching.ts';
import { type Expr, equalShapes, type Shape, size } from './expr.ts';
import { maker } from './make.ts';
import type { Rows } from './op.ts';
import { expand as expandTensor, transpose as transposeTensor } from './reference.ts';
import { broadcastShapes, checkSizes, permutedShape } from './shape.ts';

export interface MovingSig {
  Transpose: { readonly perm: readonly number[] };
  Reshape: { readonly shape: Shape };
  Expand: { readonly shape: Shape };
  OneHot: { readonly depth: number };
}
declare module './expr.ts' {
  interface Signatures extends MovingSig {}
}

export const MOVING: Rows<keyof MovingSig> = {
  Transpose: {
    types: ['any'],
    rearranges: true,
    shape: ([x], { perm }) => permutedShape(x!.shape, perm),
    reference: ([x], { perm }) => transposeTensor(x!, perm),
    batching: shifted(({ perm }) => ({ perm: [0, ...later(perm)] })),
    gradient: (d, _y, _x, { perm }) => [
      transpose(
        d,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
    ],
    sample: { inputs: [{ shape: [2, 3, 4] }], attributes: { perm: [2, 0, 1] } },
  },
  Reshape: {
    types: ['any'],
    rearranges: true,
    // ONNX's 0 and −1 stand for sizes that are written out here.
    shape: ([x], { shape }) => {
      checkSizes(shape);
      if (size(shape) !== size(x!.shape)) throw new Error(`[${x!.shape}] to [${shape}]`);
      return shape;
    },
    reference: ([x], { shape }) => ({ shape, data: x!.data }),
    batching: shifted(({ shape }, { runs }) => ({ shape: [runs, ...shape] })),
    gradient: (d, _, [x]) => [reshape(d, x!.shape)],
    sample: { inputs: [{ shape: [2, 6] }], attributes: { shape: [3, 4] } },
  },
  // `shape` may itself stretch to that of x.
  Expand: {
    types: ['any'],
    shape: ([x], { shape }) => {
      checkSizes(shape);
      return broadcastShapes(x!.shape, shape);
    },
    reference: ([x], { shape }) => expandTensor(x!, broadcastShapes(x!.shape, shape)),
    batching: {
      how: 'aligned',
      attributes: (_, { runs, node }) => ({ shape: [runs, ...node.shape] }),
    },
    gradient: (d) => [d],
    sample: { inputs: [{ shape: [3, 1] }], attributes: { shape: [2, 3, 4] } },
  },
  // Indices from −depth on count from the end; beyond that there are zeros only.
  OneHot: {
    types: ['int32'],
    dtype: () => 'float32',
    shape: ([indices], { depth }) => {
      checkSizes([depth]);
      return [...indices!.shape, depth];
    },
    reference: ([indices], { depth }) => ({
      shape: [...indices!.shape, depth],
      data: Float64Array.from({ length: indices!.data.length * depth }, (_, i) => {
        const index = indices!.data[Math.floor(i / depth)]!;
        return (index < 0 ? index + depth : index) === i % depth ? 1 : 0;
      }),
    }),
    batching: shifted((depth) => depth),
    gradient: () => [undefined],
    sample: { inputs: [{ shape: [5], dtype: 'int32', high: 3 }], attributes: { depth: 3 } },
  },
};

const make = maker(MOVING);

export const transpose = (x: Expr, perm: readonly number[] = [1, 0]): Expr =>
  make('Transpose', [x], { perm });
/** The same numbers in another shape; nothing where it is the shape already. */
export const reshape = (x: Expr, shape: Shape): Expr =>
  equalShapes(x.shape, shape) ? x : make('Reshape', [x], { shape });
export const expand = (x: Expr, shape: Shape): Expr => make('Expand', [x], { shape });
export const oneHot = (indices: Expr, depth: number): Expr => make('OneHot', [indices], { depth });

/** Exchanges the last two axes. */
export function swapLast(x: Expr): Expr {
  const perm = x.shape.map((_, axis) => axis);
  return transpose(x, [...perm.slice(0, -2), perm.length - 1, perm.length - 2]);
}
