/** @file Small convolutions and poolings at the edges of what they mean, to try a device on. */
import { type Expr, input, type Shape } from '../../../graph/expr.ts';
import { averagePool, conv, convTranspose, maxPool } from '../../../graph/ops.ts';
import { type Geometry, geometriesOf, rightWay } from './convolutions.ts';

export interface Trial {
  /** For an error. */
  readonly name: string;
  readonly node: Expr;
  /** The same where it may be computed in another way. */
  readonly instead?: { readonly geometry: Geometry; readonly node: Expr };
}

const sizes = (shape: Shape): string => shape.join(' × ');

/** Of channels in and out, of which a kernel computes multiples of four in fours. */
function convolution(
  [c, m]: readonly [number, number],
  map: Shape,
  kernel: Shape,
  pads: readonly number[],
  strides: readonly number[] = [1, 1],
): Trial {
  const name = `a convolution of ${c} maps of ${sizes(map)} by ${m} kernels of ${sizes(kernel)}, pads ${pads}, strides ${strides}`;
  const [x, w] = [input(`x of ${name}`, [2, c, ...map]), input(`w of ${name}`, [m, c, ...kernel])];
  const attributes = { strides, pads, dilations: [1, 1] };
  const [geometry] = geometriesOf(x, w, attributes);
  const node = geometry && rightWay(x, w, attributes, new Set([geometry]));
  return { name, node: conv(x, w, attributes), ...(node && { instead: { geometry, node } }) };
}

function pooling(pool: typeof maxPool, name: string): Trial {
  const windows = { kernel_shape: [3, 2], strides: [2, 1], pads: [1, 0, 1, 1] };
  return { name, node: pool(input(`x of ${name}`, [2, 4, 4, 5]), windows) };
}

const windows = { strides: [2, 1], pads: [0, 0, 1, 1], dilations: [1, 1], output_padding: [1, 0] };

export const TRIALS: readonly Trial[] = [
  convolution([3, 5], [2, 2], [2, 2], [0, 0, 1, 1]),
  convolution([4, 8], [3, 2], [3, 2], [0, 0, 2, 0], [2, 1]),
  convolution([4, 8], [3, 2], [1, 1], [0, 0, 1, 1]),
  convolution([3, 5], [4, 5], [3, 2], [1, 0, 1, 1], [2, 1]),
  convolution([4, 8], [3, 3], [3, 3], [0, 0, 0, 0]),
  convolution([6, 4], [4, 4], [2, 2], [0, 0, 0, 0]),
  {
    name: 'the gradient of a convolution with respect to its image',
    node: convTranspose(input('d', [2, 4, 2, 2]), input('w', [4, 3, 2, 2]), windows),
  },
  pooling(maxPool, 'max-pooling'),
  pooling(averagePool, 'average pooling'),
];
