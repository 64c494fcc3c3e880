/** @file TABLE of the convolutions: of an image, and the two that give its gradients. One product of an image, windows and weights, summed three ways. */
import { APART } from './batching.ts';
import { slice } from './cutting.ts';
import { type Expr, equalShapes, type Shape, size } from './expr.ts';
import { maker } from './make.ts';
import { transpose } from './moving.ts';
import type { Rows } from './op.ts';
import {
  type ConvAttributes,
  type ConvGradWeightAttributes,
  type ConvTransposeAttributes,
  convGradWeightShape,
  convShape,
  convTransposeShape,
} from './window.ts';
import { eachProduct, zeros } from './window-places.ts';

export interface ConvolutionSig {
  Conv: ConvAttributes;
  ConvTranspose: ConvTransposeAttributes;
  ConvGradWeight: ConvGradWeightAttributes;
}
declare module './expr.ts' {
  interface Signatures extends ConvolutionSig {}
}

/** Every number that meets a weight in a window is multiplied with it: as many products as windows, channels and taps. */
const flops = (windows: Shape, weights: Shape): number => 2 * size(windows) * size(weights.slice(1));

export const CONVOLUTIONS: Rows<keyof ConvolutionSig> = {
  // y[n, m, window] = Σ over channels c and taps of x[n, c, pixel] · w[m, c, tap]; what the stride left over at the end of x gets no gradient.
  Conv: {
    shape: ([x, w], attributes) => convShape(x!.shape, w!.shape, attributes),
    reference: ([x, w], attributes) => {
      const y = zeros(convShape(x!.shape, w!.shape, attributes));
      eachProduct(x!.shape, y.shape, w!.shape, attributes, (pixel, weight, window) => {
        y.data[window]! += x!.data[pixel]! * w!.data[weight]!;
      });
      return y;
    },
    batching: APART,
    gradient: (d, _, [x, w], attributes) => [
      toImage(d, w!, x!.shape, attributes),
      convGradWeight(x!, d, { ...attributes, kernel_shape: w!.shape.slice(2) }),
    ],
    flops: ([, w], y) => flops(y, w!.shape),
    operands: ['x', 'w'],
    sample: {
      inputs: [{ shape: [2, 2, 6, 5] }, { shape: [3, 2, 3, 2] }],
      attributes: { strides: [2, 1], pads: [1, 0, 0, 1], dilations: [1, 2] },
    },
  },
  // y[n, c, pixel] = Σ over m and taps of x[n, m, window] · w[m, c, tap]; in the gradients image and windows exchange their roles.
  ConvTranspose: {
    shape: ([x, w], attributes) => convTransposeShape(x!.shape, w!.shape, attributes),
    reference: ([x, w], attributes) => {
      const y = zeros(convTransposeShape(x!.shape, w!.shape, attributes));
      eachProduct(y.shape, x!.shape, w!.shape, attributes, (pixel, weight, window) => {
        y.data[pixel]! += x!.data[window]! * w!.data[weight]!;
      });
      return y;
    },
    batching: APART,
    gradient: (d, _, [x, w], { strides, pads, dilations }) => {
      const windows = { strides, pads, dilations };
      return [conv(d, w!, windows), convGradWeight(d, x!, { ...windows, kernel_shape: w!.shape.slice(2) })];
    },
    flops: ([x, w]) => flops(x!.shape, w!.shape),
    operands: ['x', 'w'],
    sample: {
      inputs: [{ shape: [2, 3, 3, 4] }, { shape: [3, 2, 3, 2] }],
      attributes: { strides: [2, 1], pads: [1, 0, 0, 1], dilations: [1, 2], output_padding: [1, 0] },
    },
  },
  // dw[m, c, tap] = Σ over n and windows of d[n, m, window] · x[n, c, pixel]
  ConvGradWeight: {
    shape: ([x, d], attributes) => convGradWeightShape(x!.shape, d!.shape, attributes),
    reference: ([x, d], attributes) => {
      const dw = zeros(convGradWeightShape(x!.shape, d!.shape, attributes));
      eachProduct(x!.shape, d!.shape, dw.shape, attributes, (pixel, weight, window) => {
        dw.data[weight]! += x!.data[pixel]! * d!.data[window]!;
      });
      return dw;
    },
    batching: APART,
    gradient: (dd, _, [x, d], { strides, pads, dilations }) => {
      const windows = { strides, pads, dilations };
      return [toImage(d!, dd, x!.shape, windows), conv(x!, dd, windows)];
    },
    lowering: ([x, d], attributes) => weightsOfTurned(x!, d!, attributes),
    flops: ([, d], w) => flops(d!.shape, w),
    operands: ['x', 'g'],
    sample: {
      inputs: [{ shape: [2, 2, 6, 5] }, { shape: [2, 3, 3, 4] }],
      attributes: { strides: [2, 1], pads: [1, 0, 0, 1], dilations: [1, 2], kernel_shape: [3, 2] },
    },
  },
};

const make = maker(CONVOLUTIONS);

/** x [N, C, H, W], w [M, C, kh, kw]; no bias. */
export const conv = (x: Expr, w: Expr, attributes: ConvAttributes): Expr => make('Conv', [x, w], attributes);
/** The transpose of conv as a linear map: x [N, M, rows, columns] to [N, C, H, W]. */
export const convTranspose = (x: Expr, w: Expr, attributes: ConvTransposeAttributes): Expr =>
  make('ConvTranspose', [x, w], attributes);
/** The gradient of conv with respect to its weights: x [N, C, H, W], d [N, M, rows, columns] to [M, C, kh, kw]. */
export const convGradWeight = (x: Expr, d: Expr, attributes: ConvGradWeightAttributes): Expr =>
  make('ConvGradWeight', [x, d], attributes);

/** What windows d with weights w give to an image of `shape`; what a stride had left over at its end gets zeros. */
function toImage(d: Expr, w: Expr, shape: Shape, attributes: ConvAttributes): Expr {
  const { strides, pads, dilations } = attributes;
  const output_padding = [0, 1].map((axis) => {
    const extent = (w.shape[axis + 2]! - 1) * dilations[axis]! + 1;
    return (shape[axis + 2]! + pads[axis]! + pads[axis + 2]! - extent) % strides[axis]!;
  });
  return convTranspose(d, w, { ...attributes, output_padding });
}

/**
 * ConvGradWeight in plain ONNX: a convolution of xᵀ [C, N, H, W] with dᵀ [M, N, rows, columns], whose dilations are the strides and the other
 * way round. What the stride leaves over makes taps too many, which are cut off.
 */
function weightsOfTurned(
  x: Expr,
  d: Expr,
  { strides, pads, dilations, kernel_shape }: ConvGradWeightAttributes,
): Expr {
  const swap = [1, 0, 2, 3];
  const taps = conv(transpose(x, swap), transpose(d, swap), { strides: dilations, pads, dilations: strides });
  const kept = equalShapes(taps.shape.slice(2), kernel_shape)
    ? taps
    : slice(taps, { axes: [2, 3], starts: [0, 0], ends: kernel_shape, steps: [1, 1] });
  return transpose(kept, swap);
}
