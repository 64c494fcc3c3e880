/** @file Windows that slide over the last two axes of [N, C, H, W]: the attributes of convolution and pooling, and the shapes they give. */
import { equalShapes, type Shape } from './expr.ts';

/** ONNX's attributes of a convolution; two numbers are [along H, along W]. */
export interface ConvAttributes {
  readonly strides: readonly number[];
  /** Zeros around the image: [top, left, bottom, right]. */
  readonly pads: readonly number[];
  /** Distance between neighbouring taps of the kernel. */
  readonly dilations: readonly number[];
}
export interface ConvTransposeAttributes extends ConvAttributes {
  /** Rows and columns added at the end: what a convolution's stride had left over. */
  readonly output_padding: readonly number[];
}
/** A convolution's, and the size of the kernel whose gradient is asked for. */
export interface ConvGradWeightAttributes extends ConvAttributes {
  readonly kernel_shape: readonly number[];
}
/** ONNX's attributes of pooling; what is padded counts neither as maximum nor in an average. */
export interface PoolAttributes {
  readonly kernel_shape: readonly number[];
  readonly strides: readonly number[];
  /** [top, left, bottom, right]. */
  readonly pads: readonly number[];
}

/** [N, C, H, W], or an error that names the shape. */
export function image(shape: Shape): readonly [number, number, number, number] {
  if (shape.length !== 4) throw new Error(`[${shape.join(', ')}] is not [N, C, H, W]`);
  return shape as readonly [number, number, number, number];
}

/** Places of a window of `extent` along an axis of `size` with `padding` at both ends together. */
const places = (size: number, extent: number, padding: number, stride: number): number =>
  Math.floor((size + padding - extent) / stride) + 1;

/** Size of the map that windows of a kernel make of one of [height, width]; below 1 where the kernel is larger than the padded map. */
export function windowed(
  [height, width]: readonly number[],
  kernel: readonly number[],
  { strides, pads, dilations = [1, 1] }: Omit<ConvAttributes, 'dilations'> & Partial<ConvAttributes>,
): [number, number] {
  const along = (axis: 0 | 1, size: number): number =>
    places(size, (kernel[axis]! - 1) * dilations[axis]! + 1, pads[axis]! + pads[axis + 2]!, strides[axis]!);
  return [along(0, height!), along(1, width!)];
}

function fitting(out: readonly [number, number], x: Shape, kernel: readonly number[]): readonly number[] {
  if (out.every((n) => n >= 1)) return out;
  throw new Error(`no window of ${kernel.join(' × ')} fits into [${x.join(', ')}]`);
}

/** @throws Error where there are not `count` whole numbers, each at least `least`: for two dimensions, as ONNX has them. */
function checkNumbers(name: string, numbers: readonly number[], count: number, least: number): void {
  if (numbers.length !== count || numbers.some((n) => !Number.isInteger(n) || n < least))
    throw new Error(`${name} [${numbers.join(', ')}]; expected ${count} whole numbers of ${least} or more`);
}

function checkConv({ strides, pads, dilations }: ConvAttributes): void {
  checkNumbers('strides', strides, 2, 1);
  checkNumbers('pads', pads, 4, 0);
  checkNumbers('dilations', dilations, 2, 1);
}

/** x [N, C, H, W], w [M, C, kh, kw]. */
export function convShape(x: Shape, w: Shape, attributes: ConvAttributes): Shape {
  checkConv(attributes);
  const [[n, c, ...map], [m, depth, ...kernel]] = [image(x), image(w)];
  if (c !== depth) throw new Error(`[${x.join(', ')}] with weights [${w.join(', ')}]`);
  return [n, m, ...fitting(windowed(map, kernel, attributes), x, kernel)];
}

/** x [N, M, H, W], w [M, C, kh, kw]: s (H − 1) + output_padding + (kh − 1) dilation + 1 − pads. */
export function convTransposeShape(x: Shape, w: Shape, attributes: ConvTransposeAttributes): Shape {
  const { strides, pads, dilations, output_padding } = attributes;
  checkConv(attributes);
  checkNumbers('output_padding', output_padding, 2, 0);
  if (output_padding.some((n, i) => n >= strides[i]!))
    throw new Error(`output_padding [${output_padding.join(', ')}]; expected less than the strides`);
  const [[n, m, ...map], [depth, c, ...kernel]] = [image(x), image(w)];
  if (m !== depth) throw new Error(`[${x.join(', ')}] with weights [${w.join(', ')}]`);
  const along = (axis: 0 | 1): number =>
    strides[axis]! * (map[axis]! - 1) +
    output_padding[axis]! +
    (kernel[axis]! - 1) * dilations[axis]! +
    1 -
    pads[axis]! -
    pads[axis + 2]!;
  return [n, c, ...fitting([along(0), along(1)], x, kernel)];
}

/** x [N, C, H, W], d [N, M, rows, columns]: [M, C, kh, kw]. */
export function convGradWeightShape(
  x: Shape,
  d: Shape,
  { kernel_shape, ...attributes }: ConvGradWeightAttributes,
): Shape {
  checkNumbers('kernel_shape', kernel_shape, 2, 1);
  const [, c] = image(x);
  const [, m] = image(d);
  const weights = [m, c, ...kernel_shape];
  const windows = convShape(x, weights, attributes);
  if (equalShapes(windows, d)) return weights;
  throw new Error(`[${d.join(', ')}] for [${x.join(', ')}]; expected [${windows.join(', ')}]`);
}

export function poolShape(x: Shape, attributes: PoolAttributes): Shape {
  const [n, c, ...map] = image(x);
  const { kernel_shape: kernel, strides, pads } = attributes;
  checkNumbers('kernel_shape', kernel, 2, 1);
  checkNumbers('strides', strides, 2, 1);
  checkNumbers('pads', pads, 4, 0);
  // Else a window could lie in the padding alone, of which there is no maximum and no average.
  if (pads.some((pad, i) => pad >= kernel[i % 2]!))
    throw new Error(`pads [${pads.join(', ')}] as large as the window of ${kernel.join(' × ')}`);
  return [n, c, ...fitting(windowed(map, kernel, attributes), x, kernel)];
}

/** Shape of a gradient that goes back from the windows, [N, C, rows, columns], to the image that they were laid over. */
export function poolGradShape(d: Shape, shape: Shape, attributes: PoolAttributes): Shape {
  const windows = poolShape(shape, attributes);
  if (equalShapes(windows, d)) return shape;
  throw new Error(`[${d.join(', ')}] for [${shape.join(', ')}]; expected [${windows.join(', ')}]`);
}

/** [row, column] of every place in a window, in row-major order. */
export const placesInWindow = ([kh, kw]: readonly number[]): number[][] =>
  Array.from({ length: kh! * kw! }, (_, i) => [Math.floor(i / kw!), i % kw!]);

/** How many places of each window lie in an image of [height, width], [rows · columns of the result]. */
export function windowCounts([height, width]: readonly number[], attributes: PoolAttributes): number[] {
  const { kernel_shape, strides, pads } = attributes;
  const along = (axis: 0 | 1, size: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => {
      const start = i * strides[axis]! - pads[axis]!;
      return Math.min(size, start + kernel_shape[axis]!) - Math.max(0, start);
    });
  const [rows, columns] = windowed([height!, width!], kernel_shape, attributes);
  const across = along(1, width!, columns);
  return along(0, height!, rows).flatMap((down) => across.map((n) => down * n));
}
