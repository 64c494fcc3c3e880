/** @file TABLE of what onnxruntime's WebGPU provider has no kernels for, and the ops that take its place there; and what it computes wrong. */
import { constant, type Expr, is, topological } from '../../../graph/expr.ts';
import {
  add,
  cast,
  concat,
  exp,
  log,
  matMul,
  mul,
  reduceMax,
  reduceSum,
  relu,
  reshape,
  slice,
  sub,
  swapLast,
  transpose,
} from '../../../graph/ops.ts';
import type { Outputs } from '../../graphs.ts';
import type { Device } from '../device.ts';
import { expandLowerings, type Substitutes } from '../expand.ts';
import { type Geometry, geometriesOf, rightWay } from './convolutions.ts';
import { wrongGeometries } from './probe.ts';

/** Booleans moved as numbers. */
const asNumbers = (xs: readonly Expr[], moved: (numbers: readonly Expr[]) => Expr): Expr | undefined =>
  xs[0]!.dtype === 'bool' ? cast(moved(xs.map((x) => cast(x, 'float32'))), 'bool') : undefined;

const NO_KERNELS: Substitutes = {
  Transpose: (xs, { perm }) => asNumbers(xs, ([x]) => transpose(x!, perm)),
  Slice: (xs, attributes) => asNumbers(xs, ([x]) => slice(x!, attributes)),
  Concat: (xs, { axis }) => asNumbers(xs, (numbers) => concat(numbers, axis)),
  FusedMatMul: ([a, b], { transA, transB }) =>
    matMul(transA === 1 ? swapLast(a!) : a!, transB === 1 ? swapLast(b!) : b!),
  // x − m − log Σ exp(x − m), with m the largest x
  LogSoftmax: ([x], { axis }) => {
    const shifted = sub(x!, reduceMax(x!, [axis], 1));
    return sub(shifted, log(reduceSum(exp(shifted), [axis], 1)));
  },
  // (i − k)(i − k + depth) is 0 where index i means class k, from the front or from the end, and else a whole number: max(0, 1 − its square).
  OneHot: ([indices], { depth }) => {
    const classes = constant(
      Array.from({ length: depth }, (_, k) => k),
      [depth],
    );
    const distance = sub(reshape(cast(indices!, 'float32'), [...indices!.shape, 1]), classes);
    const product = mul(distance, add(distance, depth));
    return relu(sub(1, mul(product, product)));
  },
};

/** What takes the place of ops where convolutions of some geometries are wrong. */
export const substitutesWhere = (wrong: ReadonlySet<Geometry>): Substitutes => ({
  ...NO_KERNELS,
  Conv: ([x, w], attributes) => rightWay(x!, w!, attributes, wrong),
});

const mayBeWrong = (node: Expr): boolean =>
  is(node, 'Conv') && geometriesOf(node.inputs[0]!, node.inputs[1]!, node.attributes).length > 0;

/** What a process found out: it has one GPU, which is tried when a graph first needs to know. */
let found: Promise<ReadonlySet<Geometry>> | undefined;

/**
 * What takes the place of a graph's ops.
 *
 * @throws UserError (exit code 1) where the GPU computes wrong what there is no other way for.
 */
export async function substitutesFor(
  outputs: Outputs,
  device: Pick<Device, 'sessions'>,
): Promise<Substitutes> {
  if (!topological(Object.values(expandLowerings(outputs))).some(mayBeWrong)) return NO_KERNELS;
  found ??= wrongGeometries(device);
  return substitutesWhere(await found);
}
