/** @file What convolution and pooling mean, in plain double-precision loops. */
import { type Shape, size } from './expr.ts';
import type { Tensor } from './reference.ts';
import {
  type ConvAttributes,
  type ConvTransposeAttributes,
  convShape,
  convTransposeShape,
  type PoolAttributes,
  poolShape,
  windowCounts,
} from './window.ts';

type Window = Omit<ConvAttributes, 'dilations'> & Partial<ConvAttributes>;

/**
 * Calls `visit` with every place (plane, window, tap) that lies in the image: offsets in a plane of the image, in a plane of the map of
 * windows and in the kernel. Windows in row-major order, and the taps of each.
 */
function eachTap(
  [height, width]: readonly number[],
  [rows, columns]: readonly number[],
  [kh, kw]: readonly number[],
  { strides, pads, dilations = [1, 1] }: Window,
  visit: (pixel: number, window: number, tap: number) => void,
): void {
  for (let row = 0; row < rows!; row++)
    for (let column = 0; column < columns!; column++)
      for (let i = 0; i < kh!; i++)
        for (let j = 0; j < kw!; j++) {
          const y = row * strides[0]! - pads[0]! + i * dilations[0]!;
          const x = column * strides[1]! - pads[1]! + j * dilations[1]!;
          if (y >= 0 && y < height! && x >= 0 && x < width!)
            visit(y * width! + x, row * columns! + column, i * kw! + j);
        }
}

const zeros = (shape: Shape): Tensor => ({ shape, data: new Float64Array(size(shape)) });
const map = (shape: Shape): readonly number[] => shape.slice(2);
const plane = (shape: Shape): number => size(map(shape));

/** y[n, m, window] = Σ over channels c and taps of x[n, c, pixel] · w[m, c, tap]. */
export function conv(x: Tensor, w: Tensor, attributes: ConvAttributes): Tensor {
  const y = zeros(convShape(x.shape, w.shape, attributes));
  const [n, c] = x.shape as [number, number];
  const m = w.shape[0]!;
  const [pixels, windows, taps] = [plane(x.shape), plane(y.shape), plane(w.shape)];
  eachTap(map(x.shape), map(y.shape), map(w.shape), attributes, (pixel, window, tap) => {
    for (let a = 0; a < n; a++)
      for (let b = 0; b < m; b++)
        for (let k = 0; k < c; k++)
          y.data[(a * m + b) * windows + window]! +=
            x.data[(a * c + k) * pixels + pixel]! * w.data[(b * c + k) * taps + tap]!;
  });
  return y;
}

/** The transpose of conv as a linear map of x: y[n, c, pixel] = Σ over m and taps of x[n, m, window] · w[m, c, tap]. */
export function convTranspose(x: Tensor, w: Tensor, attributes: ConvTransposeAttributes): Tensor {
  const y = zeros(convTransposeShape(x.shape, w.shape, attributes));
  const [n, m] = x.shape as [number, number];
  const c = w.shape[1]!;
  const [pixels, windows, taps] = [plane(y.shape), plane(x.shape), plane(w.shape)];
  eachTap(map(y.shape), map(x.shape), map(w.shape), attributes, (pixel, window, tap) => {
    for (let a = 0; a < n; a++)
      for (let b = 0; b < m; b++)
        for (let k = 0; k < c; k++)
          y.data[(a * c + k) * pixels + pixel]! +=
            x.data[(a * m + b) * windows + window]! * w.data[(b * c + k) * taps + tap]!;
  });
  return y;
}

/** Calls `visit` with every place of every plane: offsets in the whole image and in the whole map of windows. */
function eachPlace(
  imageShape: Shape,
  attributes: PoolAttributes,
  visit: (pixel: number, window: number) => void,
): void {
  const pooled = poolShape(imageShape, attributes);
  const [pixels, windows] = [plane(imageShape), plane(pooled)];
  eachTap(map(imageShape), map(pooled), attributes.kernel_shape, attributes, (pixel, window) => {
    for (let p = 0; p < imageShape[0]! * imageShape[1]!; p++) visit(p * pixels + pixel, p * windows + window);
  });
}

export function maxPool(x: Tensor, attributes: PoolAttributes): Tensor {
  const y = zeros(poolShape(x.shape, attributes));
  y.data.fill(Number.NEGATIVE_INFINITY);
  eachPlace(x.shape, attributes, (pixel, window) => {
    y.data[window] = Math.max(y.data[window]!, x.data[pixel]!);
  });
  return y;
}

/** Each number of d goes to the first place of its window where x reaches y. */
export function maxPoolGrad(d: Tensor, x: Tensor, y: Tensor, attributes: PoolAttributes): Tensor {
  const dx = zeros(x.shape);
  const given = new Set<number>();
  eachPlace(x.shape, attributes, (pixel, window) => {
    if (given.has(window) || x.data[pixel]! < y.data[window]!) return;
    given.add(window);
    dx.data[pixel]! += d.data[window]!;
  });
  return dx;
}

export function averagePool(x: Tensor, attributes: PoolAttributes): Tensor {
  const y = zeros(poolShape(x.shape, attributes));
  const counts = windowCounts(map(x.shape), attributes);
  eachPlace(x.shape, attributes, (pixel, window) => {
    y.data[window]! += x.data[pixel]! / counts[window % counts.length]!;
  });
  return y;
}

/** The transpose of averagePool: each number of d in equal shares to its window's places in an image of `shape`. */
export function averagePoolGrad(d: Tensor, shape: Shape, attributes: PoolAttributes): Tensor {
  const dx = zeros(shape);
  const counts = windowCounts(map(shape), attributes);
  eachPlace(shape, attributes, (pixel, window) => {
    dx.data[pixel]! += d.data[window]! / counts[window % counts.length]!;
  });
  return dx;
}
