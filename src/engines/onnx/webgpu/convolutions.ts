/**
 * @file Convolutions that a kernel of a GPU may get wrong, by their geometry, and the same in a way that it gets right. onnxruntime's WebGPU
 * provider makes one product of matrices of a kernel that covers the map or a single pixel, and then forgets zeros that are added at the end; and it
 * multiplies channels in threes where they don't go in fours, and then takes those of one tap for another's.
 */
import type { Expr } from '../../../graph/expr.ts';
import { conv, pad, reshape } from '../../../graph/ops.ts';
import type { ConvAttributes } from '../../../graph/window.ts';

/** Padded convolutions, whose kernel is as large as the map, a single pixel, or any other; and those whose channels go in threes, not in fours. */
export const GEOMETRIES = ['covering', 'single', 'other', 'threes'] as const;
export type Geometry = (typeof GEOMETRIES)[number];

/** Which of them a convolution is; at most one of padding, and one of channels. */
export const geometriesOf = (x: Expr, w: Expr, { pads }: ConvAttributes): readonly Geometry[] => [
  ...(pads.every((n) => n === 0) ? [] : [paddedBy(x, w)]),
  ...(inThrees(w) ? (['threes'] as const) : []),
];

function paddedBy(x: Expr, w: Expr): Geometry {
  const [map, kernel] = [x.shape.slice(2), w.shape.slice(2)];
  if (kernel.every((n, axis) => n === map[axis])) return 'covering';
  return kernel.every((n) => n === 1) ? 'single' : 'other';
}

/** Kernels are [units, channels, …]; units go in fours. */
const inThrees = ({ shape: [units, channels] }: Expr): boolean =>
  channels! > 3 && channels! % 3 === 0 && channels! % 4 !== 0 && units! % 4 === 0;

/** The same convolution in another way, where some geometries are wrong; undefined where it is of none of them. */
export function rightWay(
  x: Expr,
  w: Expr,
  attributes: ConvAttributes,
  wrong: ReadonlySet<Geometry>,
): Expr | undefined {
  const found = geometriesOf(x, w, attributes).filter((geometry) => wrong.has(geometry));
  if (found.length === 0) return undefined;
  const isFramed = found.some((geometry) => geometry !== 'threes');
  const image = isFramed ? framed(x, attributes.pads) : x;
  const pads = isFramed ? [0, 0, 0, 0] : attributes.pads;
  const [a, b] = found.includes('threes') ? [inFours(image), inFours(w)] : [image, w];
  return conv(a, b, { ...attributes, pads });
}

/** Images with zeros around them; added to images of three axes, since onnxruntime would join a Pad that a Conv follows to it again. */
function framed(x: Expr, pads: readonly number[]): Expr {
  const [n, c, height, width] = x.shape as readonly [number, number, number, number];
  const [top, left, bottom, right] = pads as readonly [number, number, number, number];
  const flat = pad(reshape(x, [n * c, height, width]), {
    pads: [0, top, left, 0, bottom, right],
    value: 0,
  });
  return reshape(flat, [n, c, height + top + bottom, width + left + right]);
}

/** With channels of zeros, so many that there are a multiple of four. */
const inFours = (x: Expr): Expr => pad(x, { pads: [0, 0, 0, 0, 0, 4 - (x.shape[1]! % 4), 0, 0], value: 0 });
