/** @file TABLE of average pooling and its gradient. */
import { FOLDED } from './batching.ts';
import { scatter } from './cutting.ts';
import { constant, type Expr, equalShapes, type Shape, size } from './expr.ts';
import { maker } from './make.ts';
import { putBack } from './max-pooling.ts';
import { expand, reshape } from './moving.ts';
import type { Rows } from './op.ts';
import { mul } from './pointwise.ts';
import { type PoolAttributes, poolGradShape, poolShape, windowCounts } from './window.ts';
import { eachPlace, zeros } from './window-places.ts';

export interface AveragePoolingSig {
  AveragePool: PoolAttributes;
  /** With the image's shape. */
  AveragePoolGrad: PoolAttributes & { readonly shape: Shape };
}
declare module './expr.ts' {
  interface Signatures extends AveragePoolingSig {}
}

const windows = { kernel_shape: [2, 3], strides: [2, 2], pads: [1, 0, 0, 1] };

export const AVERAGE_POOLING: Rows<keyof AveragePoolingSig> = {
  AveragePool: {
    shape: ([x], attributes) => poolShape(x!.shape, attributes),
    reference: ([x], attributes) => {
      const y = zeros(poolShape(x!.shape, attributes));
      const counts = windowCounts(x!.shape.slice(2), attributes);
      eachPlace(x!.shape, attributes, (pixel, window) => {
        y.data[window]! += x!.data[pixel]! / counts[window % counts.length]!;
      });
      return y;
    },
    batching: FOLDED,
    gradient: (d, _, [x], attributes) => [averagePoolGrad(d, { ...attributes, shape: x!.shape })],
    sample: { inputs: [{ shape: [2, 2, 5, 6] }], attributes: windows },
  },
  // The transpose of AveragePool as a linear map.
  AveragePoolGrad: {
    shape: ([d], { shape, ...attributes }) => poolGradShape(d!.shape, shape, attributes),
    reference: ([d], { shape, ...attributes }) => {
      const dx = zeros(shape);
      const counts = windowCounts(shape.slice(2), attributes);
      eachPlace(shape, attributes, (pixel, window) => {
        dx.data[pixel]! += d!.data[window]! / counts[window % counts.length]!;
      });
      return dx;
    },
    batching: {
      how: 'folded',
      attributes: ({ shape: [n, ...map], ...windows }, { runs }) => ({
        ...windows,
        shape: [runs * n!, ...map],
      }),
    },
    gradient: (dd, _y, _x, { kernel_shape, strides, pads }) => [
      averagePool(dd, { kernel_shape, strides, pads }),
    ],
    lowering: ([d], { shape, ...attributes }) => sharesPutBack(d!, shape, attributes),
    operands: ['g'],
    sample: { inputs: [{ shape: [2, 2, 3, 3] }], attributes: { ...windows, shape: [2, 2, 5, 6] } },
  },
};

const make = maker(AVERAGE_POOLING);

export const averagePool = (x: Expr, attributes: PoolAttributes): Expr =>
  make('AveragePool', [x], attributes);
/** d of each window in equal shares to its places in an image of `shape`. */
export const averagePoolGrad = (d: Expr, attributes: AveragePoolingSig['AveragePoolGrad']): Expr =>
  make('AveragePoolGrad', [d], attributes);

/** AveragePoolGrad in plain ONNX. */
function sharesPutBack(d: Expr, shape: Shape, attributes: PoolAttributes): Expr {
  const share = mul(d, shares(windowCounts(shape.slice(2), attributes), d.shape.slice(2)));
  const { kernel_shape, strides, pads } = attributes;
  if (!equalShapes(kernel_shape, strides) || pads.some((p) => p !== 0))
    return putBack(Array<Expr>(size(kernel_shape)).fill(share), shape, attributes);
  // Windows side by side: each share is stretched over its own.
  const [n, c, rows, columns] = d.shape as [number, number, number, number];
  const [kh, kw] = kernel_shape as [number, number];
  const wide = expand(reshape(share, [n, c, rows, 1, columns, 1]), [n, c, rows, kh, columns, kw]);
  const flat = reshape(wide, [n, c, rows * kh, columns * kw]);
  return scatter(flat, shape, { axes: [2, 3], starts: [0, 0], steps: [1, 1] });
}

/** 1 / count for each window, as one number where all are alike. */
const shares = (counts: readonly number[], windows: Shape): Expr | number =>
  counts.every((count) => count === counts[0])
    ? 1 / counts[0]!
    : constant(
        counts.map((count) => 1 / count),
        windows,
      );
