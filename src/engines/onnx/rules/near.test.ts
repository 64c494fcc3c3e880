/** @file Each rule on graphs that look like what it rewrites and are not: those it must leave as they are. near.slow.ts tries many more. */
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import type { Rules } from '../../../../test/image-networks.ts';
import { nearGraphs } from '../../../../test/near-graphs.ts';
import { expectLeft } from '../../../../test/rules-leave.ts';
import { constant, type Expr, input, size } from '../../../graph/expr.ts';
import {
  add,
  averagePool,
  conv,
  convTranspose,
  elu,
  greater,
  matMul,
  max,
  maxPool,
  maxPoolGrad,
  mul,
  neg,
  reduceMax,
  reduceSum,
  relu,
  slice,
  sub,
  transpose,
  where,
} from '../../../graph/ops.ts';
import { print } from '../../../graph/print.ts';
import { tensor } from '../../../graph/reference.ts';
import { DEVICES } from '../devices.ts';
import { applyRules } from './rules.ts';

const x = input('x', [2, 3]);
const y = input('y', [3, 2]);
const z = input('z', [2, 3]);
const image = input('i', [1, 1, 4, 4]);
const images = input('j', [2, 2, 4, 4]);
const perChannel = input('c', [2, 2, 1, 1]);
const long = input('l', [2048, 3]);
const many = input('m', [2, 16, 6, 5]);
const kernel = input('k', [16, 16, 3, 2]);
const all = [x, y, z, image, images, perChannel, long, many, kernel];

const feeds = Object.fromEntries(
  all.map(({ attributes, shape }, k) => [
    attributes.name,
    tensor(
      shape,
      Float64Array.from({ length: size(shape) }, (_, i) => Math.sin(0.7 + 1.37 * i + 0.31 * k * (i + 1))),
    ),
  ]),
);
/** A number that gives what it meets more axes. */
const flat = (value: number): Expr => constant([value], [1, 1, 1]);
const swap = (a: Expr): Expr => transpose(a, [1, 0, 2, 3]);
const plain = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] };
const tiles = { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] };
const taps = conv(
  swap(images),
  swap(slice(images, { axes: [2, 3], starts: [0, 0], ends: [3, 3], steps: [1, 1] })),
  plain,
);
const cut = (starts: readonly number[], axes = [2, 3]): Expr =>
  slice(taps, { axes, starts, ends: starts.map((at) => at + 1), steps: [1, 1] });
const pooled = maxPool(images, tiles);

test.each<[string, Rules, Expr]>([
  ['a Transpose that moves nothing', ['feature-major'], transpose(x, [0, 1])],
  [
    'the same between products',
    ['feature-major'],
    matMul(transpose(matMul(x, y), [0, 1]), transpose(x, [0, 1])),
  ],
  ['a Transpose of a product that moves nothing', ['gemm'], matMul(transpose(x, [0, 1]), transpose(z))],
  ['the same before maxima', ['feature-major'], reduceMax(transpose(matMul(y, x), [0, 1]), [0])],
  ['a sum over no axes', 'all', reduceSum(transpose(matMul(y, x)), [])],
  ['a factor 1 that gives more axes', ['uniform'], mul(x, flat(1))],
  ['a factor 1 of the larger', ['uniform'], mul(reduceSum(x, [0, 1]), constant([1], [1]))],
  ['a derivative with more axes', ['elu-by-exp'], where(greater(x, flat(0)), 1, add(elu(x, 1), 1))],
  ['a derivative of a maximum', ['elu-by-exp'], add(elu(x, 1), where(greater(x, 0), 1, add(max(x, z), 1)))],
  ['a derivative of another ELU', 'all', where(greater(x, 0), 1, add(elu(z, 1), 1))],
  ['a derivative of ELU with another α', 'all', where(greater(x, 0), 1, add(elu(x, 0.5), 1))],
  [
    'a derivative with more axes, by its output',
    ['elu-by-output'],
    where(greater(x, flat(0)), 1, add(elu(x, 1), 1)),
  ],
  ['a step with more axes', ['step-by-hard-sigmoid'], where(greater(x, flat(0)), 1, 0.5)],
  ['a step above 1', ['step-by-hard-sigmoid'], where(greater(x, 0), 1, 1.5)],
  ['a step of two, otherwise flat', ['step-by-hard-sigmoid'], where(greater(x, 0), 1, flat(0))],
  ['maxima of what an addend makes larger', ['pool-first'], maxPool(add(image, perChannel), tiles)],
  ['maxima of what a factor makes larger', ['pool-first'], maxPool(mul(image, perChannel), tiles)],
  ['maxima of a leaky ReLU that falls', ['pool-first'], maxPool(neg(relu(images)), tiles)],
  ['maxima times a negative number', ['pool-first'], maxPool(mul(images, -2), tiles)],
  [
    'a gradient to other maxima',
    ['pool-first'],
    maxPoolGrad(pooled, relu(images), maxPool(neg(images), tiles), tiles),
  ],
  [
    'a gradient to none, summed',
    ['pool-first'],
    reduceSum(maxPoolGrad(pooled, images, add(pooled, 9), tiles), [2, 3]),
  ],
  [
    'a gradient to other maxima, by planes',
    ['space-major', 'pool-planes'],
    maxPoolGrad(pooled, images, sub(pooled, 0.5), tiles),
  ],
  ['a gradient of taps from the middle', ['space-major'], swap(cut([1, 1]))],
  ['a gradient of taps along other axes', ['space-major'], swap(cut([0, 0], [0, 1]))],
  ['a gradient of one tap of many', ['space-major', 'conv-1x1'], swap(cut([0, 0]))],
  [
    'a 1 × 1 convolution backwards',
    ['space-major', 'conv-1x1'],
    convTranspose(images, perChannel, { ...plain, output_padding: [0, 0] }),
  ],
  [
    'a bias of three axes that are one image',
    ['space-major'],
    add(maxPool(images, tiles), averagePool(perChannel, { ...tiles, kernel_shape: [1, 1] })),
  ],
  ['sums down long columns that stay', ['column-sums'], reduceSum(long, [0], 1)],
  ['sums along long rows', ['column-sums'], reduceSum(long, [1])],
  ['sums of a long matrix', ['column-sums'], reduceSum(long, [1, 0])],
  ['maxima of long columns', ['column-sums'], reduceMax(long, [0])],
  [
    'many channels, asymmetric pads',
    ['space-major', 'winograd'],
    conv(many, kernel, { ...plain, pads: [2, 0, 1, 1] }),
  ],
  ['many channels, strides', ['space-major', 'winograd'], conv(many, kernel, { ...plain, strides: [1, 2] })],
  [
    'many channels, dilations',
    ['space-major', 'winograd'],
    conv(many, kernel, { ...plain, dilations: [2, 1] }),
  ],
  [
    'asymmetric pads and strides',
    'all',
    conv(images, images, { strides: [2, 1], pads: [1, 0, 0, 2], dilations: [1, 1] }),
  ],
])('left as it is: %s', (_, rules, node) => expectLeft({ outputs: { out: node }, feeds }, rules));

it('feature-major keeps a Transpose that moves nothing', () => {
  const { same } = applyRules({ same: transpose(x, [0, 1]) }, ['feature-major'], DEVICES.cpu);
  expect(print({ same: same! })).toBe('%0 = Transpose(x, perm=[0, 1]) [2, 3]\nsame = %0');
});

it.each(['matrices', 'images'] as const)('all rules leave made-up graphs of %s as they are', (kind) =>
  fc.assert(
    fc.asyncProperty(nearGraphs(kind, 12), (graph) => expectLeft(graph, 'all')),
    { numRuns: 20, seed: 9 },
  ),
);
