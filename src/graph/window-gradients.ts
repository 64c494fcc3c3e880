/** @file Gradients of convolution and pooling, and what their pooling gradients are in plain ONNX. Functions, as this file and ops.ts need each other. */
import { constant, type Expr, type Shape, size } from './expr.ts';
import {
  add,
  averagePool,
  averagePoolGrad,
  conv,
  convTranspose,
  expand,
  greater,
  maxPoolGrad,
  mul,
  pad,
  reshape,
  slice,
  transpose,
  where,
} from './ops.ts';
import type { SliceAttributes } from './slices.ts';
import {
  type ConvAttributes,
  type ConvTransposeAttributes,
  type PoolAttributes,
  windowCounts,
  windowed,
} from './window.ts';

/** Zeros between neighbours along an axis, and after the last, so that element i comes to i · step. */
function spread(x: Expr, axis: number, step: number): Expr {
  if (step === 1) return x;
  const [before, n, after] = [x.shape.slice(0, axis), x.shape[axis]!, x.shape.slice(axis + 1)];
  const rank = x.shape.length + 1;
  const pads = new Array<number>(2 * rank).fill(0);
  pads[rank + axis + 1] = step - 1;
  const stuffed = pad(reshape(x, [...before, n, 1, ...after]), { pads, value: 0 });
  return reshape(stuffed, [...before, n * step, ...after]);
}

/** Puts element i of each axis to starts + i · steps in a tensor of zeros of `shape`; what falls outside is dropped. */
function scatter(
  x: Expr,
  shape: Shape,
  { axes, starts, steps }: Pick<SliceAttributes, 'axes' | 'starts' | 'steps'>,
): Expr {
  const wide = axes.reduce((sum, axis, i) => spread(sum, axis, steps[i]!), x);
  const rank = shape.length;
  const pads = new Array<number>(2 * rank).fill(0);
  axes.forEach((axis, i) => {
    pads[axis] = starts[i]!;
    pads[rank + axis] = shape[axis]! - starts[i]! - wide.shape[axis]!;
  });
  return pads.every((n) => n === 0) ? wide : pad(wide, { pads, value: 0 });
}

export function sliceGradient(d: Expr, x: Expr, attributes: SliceAttributes): Expr {
  return scatter(d, x.shape, attributes);
}

/** The parts of a gradient of Concat. */
export function concatGradient(d: Expr, inputs: readonly Expr[], axis: number): Expr[] {
  let start = 0;
  return inputs.map(({ shape }) => {
    const end = start + shape[axis]!;
    const part = slice(d, { axes: [axis], starts: [start], ends: [end], steps: [1] });
    start = end;
    return part;
  });
}

/** y = Conv(x, w): dx = ConvTranspose(d, w); what the stride left over at the end of x gets zeros. */
export function convGradient(d: Expr, x: Expr, w: Expr, attributes: ConvAttributes): [Expr, Expr] {
  const { strides, pads, dilations } = attributes;
  const kernel = w.shape.slice(2);
  const output_padding = [0, 1].map((axis) => {
    const free =
      x.shape[axis + 2]! + pads[axis]! + pads[axis + 2]! - (kernel[axis]! - 1) * dilations[axis]! - 1;
    return free % strides[axis]!;
  });
  return [convTranspose(d, w, { ...attributes, output_padding }), weightGradient(x, d, w, attributes)];
}

/** y = ConvTranspose(x, w): the roles of image and map are exchanged. */
export function convTransposeGradient(
  d: Expr,
  x: Expr,
  w: Expr,
  { strides, pads, dilations }: ConvTransposeAttributes,
): [Expr, Expr] {
  const attributes = { strides, pads, dilations };
  return [conv(d, w, attributes), weightGradient(d, x, w, attributes)];
}

/**
 * dw[m, c, tap] = Σ over n and windows of d[n, m, window] · x[n, c, pixel]: a convolution of xᵀ [C, N, H, W] with dᵀ [M, N, rows, columns],
 * whose dilations are the strides and the other way round. What the stride leaves over makes taps too many, which are cut off.
 */
function weightGradient(x: Expr, d: Expr, w: Expr, { strides, pads, dilations }: ConvAttributes): Expr {
  const swap = [1, 0, 2, 3];
  const taps = conv(transpose(x, swap), transpose(d, swap), { strides: dilations, pads, dilations: strides });
  const [kh, kw] = w.shape.slice(2) as [number, number];
  const all = taps.shape[2] === kh && taps.shape[3] === kw;
  const kept = all ? taps : slice(taps, { axes: [2, 3], starts: [0, 0], ends: [kh, kw], steps: [1, 1] });
  return transpose(kept, swap);
}

/** So low that no finite float32 is lower. */
const LOWEST = -3.4028234663852886e38;

/** For each place in a window, in row-major order: where its first window begins, counted in the unpadded image. */
function offsets({ kernel_shape: [kh, kw], pads }: PoolAttributes): number[][] {
  const places = Array.from({ length: kh! * kw! }, (_, i) => [Math.floor(i / kw!), i % kw!]);
  return places.map(([i, j]) => [i! - pads[0]!, j! - pads[1]!]);
}

/** What stands at each place of the windows, as maps [N, C, rows, columns]; `outside` where a place is in the padding. */
function placesOf(x: Expr, attributes: PoolAttributes, outside: number): Expr[] {
  const { pads, strides, kernel_shape } = attributes;
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const framed = pads.every((n) => n === 0)
    ? x
    : pad(x, { pads: [0, 0, top, left, 0, 0, bottom, right], value: outside });
  const counts = windowed(x.shape.slice(2), kernel_shape, attributes);
  return offsets({ ...attributes, pads: [0, 0, 0, 0] }).map((starts) => {
    const ends = starts.map((start, axis) => start + (counts[axis]! - 1) * strides[axis]! + 1);
    return slice(framed, { axes: [2, 3], starts, ends, steps: strides });
  });
}

/** Σ over the places in a window of maps put back to where those places are in an image of `shape`. */
function putBack(maps: readonly Expr[], shape: Shape, attributes: PoolAttributes): Expr {
  const starts = offsets(attributes);
  return maps
    .map((map, k) => scatter(map, shape, { axes: [2, 3], starts: starts[k]!, steps: attributes.strides }))
    .reduce(add);
}

/** Of each place in a window whether it is the first to reach the maximum y, as a choice between two maps. */
function choices(x: Expr, y: Expr, attributes: PoolAttributes) {
  return placesOf(x, attributes, LOWEST).map((place) => {
    const below = greater(y, place);
    return (below_: Expr | number, reached: Expr | number): Expr => where(below, below_, reached);
  });
}

/** MaxPoolGrad(d, x, y) in plain ONNX: place by place, each takes what the places before it left of d. */
export function maxPoolGradLowering([d, x, y]: readonly Expr[], attributes: PoolAttributes): Expr {
  let left = d!;
  const maps = choices(x!, y!, attributes).map((choose) => {
    const taken = choose(0, left);
    left = choose(left, 0);
    return taken;
  });
  return putBack(maps, x!.shape, attributes);
}

/** The gradient of MaxPoolGrad with respect to its d: what stands at the place that took d. */
export function maxPoolGradGradient(dd: Expr, [, x, y]: readonly Expr[], attributes: PoolAttributes): Expr {
  const places = placesOf(dd, attributes, 0);
  // From the last place to the first, so that the first that reaches the maximum has the last word.
  return choices(x!, y!, attributes).reduceRight<Expr>(
    (later, choose, k) => choose(later, places[k]!),
    mul(0, places[0]!),
  );
}

/** AveragePoolGrad(d) in plain ONNX. */
export function averagePoolGradLowering(
  [d]: readonly Expr[],
  { shape, ...attributes }: PoolAttributes & { readonly shape: Shape },
): Expr {
  const [n, c, rows, columns] = d!.shape as [number, number, number, number];
  const counts = windowCounts(shape.slice(2), attributes);
  const share = counts.every((count) => count === counts[0])
    ? mul(d!, 1 / counts[0]!)
    : mul(
        d!,
        constant(
          counts.map((count) => 1 / count),
          [rows, columns],
        ),
      );
  const { kernel_shape, strides, pads } = attributes;
  if (String(kernel_shape) !== String(strides) || pads.some((p) => p !== 0))
    return putBack(Array<Expr>(size(kernel_shape)).fill(share), shape, attributes);
  // Windows side by side: each share is stretched over its own.
  const [kh, kw] = kernel_shape as [number, number];
  const wide = expand(reshape(share, [n, c, rows, 1, columns, 1]), [n, c, rows, kh, columns, kw]);
  const flat = reshape(wide, [n, c, rows * kh, columns * kw]);
  return scatter(flat, shape, { axes: [2, 3], starts: [0, 0], steps: [1, 1] });
}

export function maxPoolGradient(d: Expr, y: Expr, x: Expr, attributes: PoolAttributes): Expr {
  return maxPoolGrad(d, x, y, attributes);
}

export function averagePoolGradient(d: Expr, x: Expr, attributes: PoolAttributes): Expr {
  return averagePoolGrad(d, { ...attributes, shape: x.shape });
}

export function averagePoolGradGradient(dd: Expr, { kernel_shape, strides, pads }: PoolAttributes): Expr {
  return averagePool(dd, { kernel_shape, strides, pads });
}
