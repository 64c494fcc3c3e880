/** @file Made-up graphs that look like what rewrite rules look for, and are something else: odd axes, ranks, operands and roles. */
import fc from 'fast-check';
import type { Outputs } from '../src/engines/onnx/rules/rule.ts';
import { constant, type Expr, input, size } from '../src/graph/expr.ts';
import * as ops from '../src/graph/ops.ts';
import { type Tensor, tensor } from '../src/graph/reference.ts';

/** Numbers from a choice, each below its bound; the same choice makes the same graph. */
type Pick = (bound: number) => number;

const pickFrom = <T>(pick: Pick, from: readonly T[]): T => from[pick(from.length)]!;
const ONES = [[], [1], [1, 1], [1, 1, 1, 1]];
/** A number as rules expect it, or with axes of size 1, which may give the result more of them. */
const oddNumber = (pick: Pick, value: number): Expr => constant([value], pickFrom(pick, [[], [], ...ONES]));

const UNARY = [
  ops.neg,
  ops.relu,
  ops.tanh,
  ops.sigmoid,
  ops.softplus,
  (x: Expr) => ops.elu(x, 1),
  (x: Expr) => ops.elu(x, 1),
  (x: Expr) => ops.elu(x, 0.5),
  (x: Expr) => ops.leakyRelu(x, 0.1),
  (x: Expr) => ops.leakyRelu(x, -0.5),
];
const BINARY = [ops.add, ops.sub, ops.mul, ops.max, ops.min];

/** Where(x > 0, 1, …): the derivative of an activation, or almost. */
function derivative(pick: Pick, x: Expr, other: Expr): Expr {
  const condition = ops.greater(
    pickFrom(pick, [x, x, other]),
    oddNumber(pick, pickFrom(pick, [0, 0, 0, 0.25])),
  );
  const y = pickFrom(pick, [
    ops.elu(x, 1),
    ops.elu(x, 1),
    ops.elu(other, 1),
    ops.elu(x, 0.5),
    ops.max(x, other),
  ]);
  const otherwise = pickFrom(pick, [
    ops.add(y, oddNumber(pick, pickFrom(pick, [1, 1, 2]))),
    ops.add(y, oddNumber(pick, 1)),
    oddNumber(pick, pickFrom(pick, [0, 0.1, 1, -0.5, 2])),
    other,
  ]);
  return ops.where(condition, oddNumber(pick, pickFrom(pick, [1, 1, 1, 2])), otherwise);
}

const permutation = (pick: Pick, rank: number): number[] => {
  const left = Array.from({ length: rank }, (_, i) => i);
  return left.map(() => 0).map(() => left.splice(pick(left.length), 1)[0]!);
};
const someAxes = (pick: Pick, rank: number): number[] =>
  permutation(pick, rank).slice(0, 1 + pick(Math.max(1, rank)));

function moved(pick: Pick, x: Expr): Expr {
  const rank = x.shape.length;
  if (rank === 0) return ops.expand(x, pickFrom(pick, [[2, 3], [3], [1, 1]]));
  return pickFrom(pick, [
    () => ops.transpose(x, permutation(pick, rank)),
    () => ops.transpose(x, permutation(pick, rank)),
    () => ops.reduceSum(x, someAxes(pick, rank), pick(2)),
    () => ops.reduceSumSquare(x, someAxes(pick, rank), pick(2)),
    () => ops.reduceMax(x, someAxes(pick, rank), pick(2)),
    () => ops.reduceSum(x, [], pick(2)),
    () =>
      ops.reshape(
        x,
        permutation(pick, rank).map((axis) => x.shape[axis]!),
      ),
    () => ops.reshape(x, [size(x.shape)]),
    () =>
      ops.expand(
        x,
        x.shape.map((n) => (n === 1 ? 2 : n)),
      ),
    () => ops.logSoftmax(x, pick(rank)),
    () => ops.concat([x, x], pick(rank)),
  ])();
}

const pads = (pick: Pick): number[] => Array.from({ length: 4 }, () => pick(2));
const pairOf = (pick: Pick, from: readonly number[]): number[] => [
  pickFrom(pick, from),
  pickFrom(pick, from),
];

function windows(pick: Pick, x: Expr, other: Expr): Expr {
  const conv = { strides: pairOf(pick, [1, 1, 2]), pads: pads(pick), dilations: pairOf(pick, [1, 1, 2]) };
  const tile = pairOf(pick, [1, 2, 2, 3]);
  const pool = pickFrom(pick, [
    { kernel_shape: tile, strides: tile, pads: [0, 0, 0, 0] },
    { kernel_shape: [2, 2], strides: pairOf(pick, [1, 2]), pads: pads(pick) },
  ]);
  const kernel = constant(
    Array.from({ length: 2 * x.shape[1]! * 4 }, (_, i) => Math.cos(i)),
    [2, x.shape[1]!, 2, 2],
  );
  const swap = (y: Expr): Expr => ops.transpose(y, [1, 0, 2, 3]);
  const cut = (y: Expr): Expr => {
    const axes = pickFrom(pick, [
      [2, 3],
      [2, 3],
      [0, 1],
      [3, 2],
    ]);
    const starts = axes.map((axis) => pick(Math.min(2, y.shape[axis]!)));
    const ends = axes.map((axis, i) => Math.max(starts[i]! + 1, y.shape[axis]! - pick(2)));
    return ops.slice(y, { axes, starts, ends, steps: [1 + pick(2), 1] });
  };
  return pickFrom(pick, [
    () => ops.conv(x, kernel, conv),
    () => ops.conv(x, ops.slice(kernel, { axes: [2, 3], starts: [0, 0], ends: [1, 1], steps: [1, 1] }), conv),
    () => ops.convTranspose(x, swap(kernel), { ...conv, output_padding: [0, pick(2)] }),
    // Looks like the gradient of a convolution's weights.
    () => swap(ops.conv(swap(x), swap(other), conv)),
    () => swap(cut(ops.conv(swap(x), swap(other), conv))),
    () => ops.maxPool(x, pool),
    () => ops.averagePool(x, pool),
    () => {
      const y = ops.maxPool(x, pool);
      // With maxima of something else, or none.
      const m = pickFrom(pick, [y, y, ops.maxPool(ops.neg(x), pool), ops.sub(y, 0.5)]);
      return ops.maxPoolGrad(ops.mul(y, 0.5), x, m, pool);
    },
    () => ops.averagePoolGrad(ops.averagePool(x, pool), { ...pool, shape: x.shape }),
  ])();
}

const MATRICES = [[2, 3], [3, 2], [3, 3], [1, 3], [2, 1], [3], [2], [1], [], [1, 1]];
const IMAGES = [
  [2, 2, 4, 6],
  [2, 2, 4, 6],
  [1, 2, 4, 6],
  [2, 2, 1, 1],
  [2, 1, 1],
  [2, 2, 3, 3],
  [1, 2, 1, 6],
  [],
  [1, 1, 1, 1],
];

export interface NearGraph {
  readonly outputs: Outputs;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

/** A graph of some twenty nodes, all of which are outputs: what does not fit together is left out. */
function graphOf(pick: Pick, shapes: readonly (readonly number[])[], steps: number): NearGraph {
  const inputs = shapes.map((shape, i) => input(`x${i}`, shape));
  const nodes: Expr[] = [...inputs];
  // Later nodes more often, so that chains grow.
  const any = (): Expr => nodes[Math.max(pick(nodes.length), pick(nodes.length))]!;
  const image = (): Expr =>
    pickFrom(
      pick,
      nodes.filter(({ shape }) => shape.length === 4),
    );
  const makers: readonly (() => Expr)[] = [
    () => pickFrom(pick, UNARY)(any()),
    () => pickFrom(pick, BINARY)(any(), any()),
    () => pickFrom(pick, BINARY)(any(), oddNumber(pick, pickFrom(pick, [1, 0, 0.5, -1, 2]))),
    () => derivative(pick, any(), any()),
    () => moved(pick, any()),
    () => ops.matMul(any(), any()),
    () => ops.add(ops.matMul(any(), any()), any()),
    () => ops.sub(any(), ops.matMul(any(), any())),
    () => ops.matMul(ops.transpose(any(), permutation(pick, 2)), any()),
  ];
  const makersOfImages: readonly (() => Expr)[] = [
    ...makers.slice(0, 5),
    () => windows(pick, image(), image()),
    () => windows(pick, image(), image()),
    () => windows(pick, pickFrom(pick, UNARY)(image()), image()),
    () => windows(pick, pickFrom(pick, BINARY)(image(), any()), image()),
    () => ops.mul(windows(pick, image(), image()), any()),
  ];
  const possible = shapes.some(({ length }) => length === 4) ? makersOfImages : makers;
  for (let i = 0; i < steps; i++) {
    const made = fitting(pickFrom(pick, possible));
    if (made && made.dtype === 'float32' && size(made.shape) < 3000 && made.shape.length < 6)
      nodes.push(made);
  }
  const made = nodes.filter(({ inputs: { length } }) => length > 0);
  return {
    outputs: Object.fromEntries(made.map((node, i) => [`y${i}`, node])),
    feeds: Object.fromEntries(
      inputs.map(({ shape, attributes }, k) => [
        attributes.name,
        tensor(
          shape,
          Float64Array.from({ length: size(shape) }, (_, i) => Math.sin(0.7 + 1.37 * i + 0.31 * k * (i + 1))),
        ),
      ]),
    ),
  };
}

/** A node, or undefined where its operands do not fit. */
function fitting(maker: () => Expr): Expr | undefined {
  try {
    return maker();
  } catch {
    return undefined;
  }
}

export const nearGraphs = (kind: 'matrices' | 'images', steps: number): fc.Arbitrary<NearGraph> =>
  fc
    .infiniteStream(fc.nat(2 ** 20))
    .map((stream) =>
      graphOf(
        (bound) => stream.next().value! % Math.max(1, bound),
        kind === 'images' ? IMAGES : MATRICES,
        steps,
      ),
    );
