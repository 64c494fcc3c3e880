/**
 * @file Convolutions that a kernel of a GPU may get wrong, by their geometry, and the same without padding of their own. onnxruntime's WebGPU
 * provider makes one product of matrices of a kernel that covers the map or a single pixel, and then forgets zeros that are added at the end.
 */
import type { Expr } from '../../../graph/expr.ts';
import { conv, pad, reshape } from '../../../graph/ops.ts';
import type { ConvAttributes } from '../../../graph/window.ts';

/** Padded convolutions: whose kernel is as large as the map, that of a single pixel, and any other. */
export type Geometry = 'covering' | 'single' | 'other';

/** Which of them a convolution is; undefined where nothing is padded. */
export function geometryOf(x: Expr, w: Expr, { pads }: ConvAttributes): Geometry | undefined {
  if (pads.every((n) => n === 0)) return undefined;
  const [map, kernel] = [x.shape.slice(2), w.shape.slice(2)];
  if (kernel.every((n, axis) => n === map[axis])) return 'covering';
  return kernel.every((n) => n === 1) ? 'single' : 'other';
}

/** A convolution whose zeros are there before it begins; added to an image of three axes, since onnxruntime would join a Pad that a Conv follows to it again. */
export function paddedFirst(x: Expr, w: Expr, attributes: ConvAttributes): Expr {
  const [n, c, height, width] = x.shape as readonly [number, number, number, number];
  const [top, left, bottom, right] = attributes.pads as readonly [number, number, number, number];
  const flat = pad(reshape(x, [n * c, height, width]), {
    pads: [0, top, left, 0, bottom, right],
    value: 0,
  });
  const framed = reshape(flat, [n, c, height + top + bottom, width + left + right]);
  return conv(framed, w, { ...attributes, pads: [0, 0, 0, 0] });
}
