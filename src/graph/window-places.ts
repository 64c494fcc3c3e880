/** @file The places of windows in images, one by one: what the meanings of convolution and pooling are written with, in double precision. */
import { type Shape, size } from './expr.ts';
import type { Tensor } from './reference.ts';
import { type ConvAttributes, type PoolAttributes, poolShape } from './window.ts';

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

export const zeros = (shape: Shape): Tensor => ({ shape, data: new Float64Array(size(shape)) });
const map = (shape: Shape): readonly number[] => shape.slice(2);
const plane = (shape: Shape): number => size(map(shape));

/**
 * Calls `visit` for every number of an image [N, C, H, W] that meets a weight [M, C, kh, kw] in a window, with the offsets of the image's
 * number, of the weight, and of the number [N, M, rows, columns] that the window is to give.
 */
export function eachProduct(
  image: Shape,
  windows: Shape,
  weights: Shape,
  attributes: ConvAttributes,
  visit: (pixel: number, weight: number, window: number) => void,
): void {
  const [n, c] = image as [number, number];
  const m = weights[0]!;
  const [pixels, places, taps] = [plane(image), plane(windows), plane(weights)];
  eachTap(map(image), map(windows), map(weights), attributes, (pixel, place, tap) => {
    for (let a = 0; a < n; a++)
      for (let b = 0; b < m; b++)
        for (let k = 0; k < c; k++)
          visit((a * c + k) * pixels + pixel, (b * c + k) * taps + tap, (a * m + b) * places + place);
  });
}

/** Calls `visit` with every place of every plane: offsets in the whole image and in the whole map of windows. */
export function eachPlace(
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
