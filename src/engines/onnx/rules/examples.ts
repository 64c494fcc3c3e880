/** @file What the examples of several rules are made of: images [2, channels, 8, 8] as matrices and what lies on them, and ELU with its derivative. */
import { type Expr, input, type Shape } from '../../../graph/expr.ts';
import { add, elu, greater, where } from '../../../graph/ops.ts';
import type { ConvWindows, Windows } from '../space/place.ts';
import type { Outputs } from './rule.ts';

export const imageMatrix = (channels: number): Expr => input('x', [128, channels]);

/** A convolution that leaves the size as it is. */
export const sliding = (kernel: number): ConvWindows => ({
  map: [8, 8, 2],
  out: [8, 8],
  kernel: [kernel, kernel],
  strides: [1, 1],
  pads: Array<number>(4).fill((kernel - 1) / 2),
  dilations: [1, 1],
});

/** Pooling of windows side by side. */
export const SIDE_BY_SIDE: Windows = {
  map: [8, 8, 2],
  out: [4, 4],
  kernel: [2, 2],
  strides: [2, 2],
  pads: [0, 0, 0, 0],
};

/** 1 where x > 0, else another number: what stands in the gradients of activations. */
export const slopeOf = (x: Expr, otherwise: Expr | number): Expr => where(greater(x, 0), 1, otherwise);

/** ELU, and its derivative as its gradient has it. */
export function eluWithSlope(shape: Shape): Outputs {
  const x = input('x', shape);
  return { y: elu(x, 1), slope: slopeOf(x, add(elu(x, 1), 1)) };
}
