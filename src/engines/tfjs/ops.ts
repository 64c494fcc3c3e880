/**
 * @file TABLE of the graph's ops in TensorFlow.js's functions, which also give their gradients. Notes say where an op is not the function of
 * the same name, because that has no gradient or a wrong one.
 */
import type { Expr, Signatures } from '../../graph/expr.ts';
import type { OpName } from '../../graph/ops.ts';
import { greater } from './gradients.ts';
import { averagePool, conv, convTranspose, maxPool } from './images.ts';
import { pad, slice } from './slices.ts';
import type { Tensor, Tf } from './tf.ts';

/** Computes a node from its inputs. */
type TfOp<K extends OpName> = (
  tf: Tf,
  inputs: readonly Tensor[],
  attributes: Signatures[K],
  node: Expr,
) => Tensor;

/** Why an op has no row: this engine never meets it. */
export interface NotMet {
  readonly reason: string;
}

const unary =
  (f: 'neg' | 'exp' | 'log' | 'sqrt' | 'reciprocal' | 'erf' | 'relu' | 'sigmoid' | 'tanh' | 'softplus') =>
  (tf: Tf, [x]: readonly Tensor[]): Tensor =>
    tf[f](x!);
const binary =
  (f: 'add' | 'sub' | 'mul' | 'div') =>
  (tf: Tf, [a, b]: readonly Tensor[]): Tensor =>
    tf[f](a!, b!);
/** The gradients of tf.maximum and tf.minimum forget to sum over axes along which an operand stretched; that of tf.broadcastTo does not. */
const extreme =
  (f: 'maximum' | 'minimum') =>
  (tf: Tf, [a, b]: readonly Tensor[], _: unknown, { shape }: Expr): Tensor =>
    tf[f](stretched(tf, a!, shape), stretched(tf, b!, shape));

function stretched(tf: Tf, x: Tensor, shape: readonly number[]): Tensor {
  return String(x.shape) === String(shape) ? x : tf.broadcastTo(x, [...shape]);
}

const gradientOnly: NotMet = {
  reason: 'only our own gradients have it, and this engine takes those of TensorFlow.js',
};

export const TF_OPS: { readonly [K in OpName]: TfOp<K> | NotMet } = {
  Add: binary('add'),
  Sub: binary('sub'),
  Mul: binary('mul'),
  Div: binary('div'),
  // Of equal operands the first gets the gradient, as in the graph.
  Max: extreme('maximum'),
  Min: extreme('minimum'),
  Greater: (tf, [a, b]) => greater(tf, a!, b!),
  Where: (tf, [condition, a, b]) => tf.where(condition!, a!, b!),
  Neg: unary('neg'),
  Exp: unary('exp'),
  Log: unary('log'),
  Sqrt: unary('sqrt'),
  Reciprocal: unary('reciprocal'),
  Erf: unary('erf'),
  Relu: unary('relu'),
  LeakyRelu: (tf, [x], { alpha }) => tf.leakyRelu(x!, alpha),
  // tf.elu has α = 1 only. At 0 the minimum passes its gradient to x, and tf.relu none, so that the derivative there is α.
  Elu: (tf, [x], { alpha }) =>
    alpha === 1 ? tf.elu(x!) : tf.add(tf.relu(x!), tf.mul(tf.elu(tf.minimum(x!, 0)), alpha)),
  Sigmoid: unary('sigmoid'),
  Tanh: unary('tanh'),
  Softplus: unary('softplus'),
  // tf.matMul stretches one of two leading shapes only, and else computes too few products.
  MatMul: (tf, [a, b], _, { shape }) => {
    const lead = shape.slice(0, -2);
    const [left, right] = [a!, b!].map((x) =>
      stretched(tf, x, x.shape.length === 2 ? x.shape : [...lead, ...x.shape.slice(-2)]),
    );
    return tf.matMul(left!, right!);
  },
  Transpose: (tf, [x], { perm }) => tf.transpose(x!, [...perm]),
  Reshape: (tf, [x], { shape }) => tf.reshape(x!, [...shape]),
  Expand: (tf, [x], _, { shape }) => stretched(tf, x!, shape),
  ReduceSum: (tf, [x], { axes, keepdims }) => tf.sum(x!, [...axes], keepdims === 1),
  ReduceMax: (tf, [x], { axes, keepdims }) => tf.max(x!, [...axes], keepdims === 1),
  ReduceSumSquare: (tf, [x], { axes, keepdims }) => tf.sum(tf.square(x!), [...axes], keepdims === 1),
  // tf.logSoftmax takes the last axis only.
  LogSoftmax: (tf, [x], { axis }) => {
    const last = x!.shape.length - 1;
    const perm = x!.shape.map((_, i) => (i === axis ? last : i === last ? axis : i));
    return axis === last ? tf.logSoftmax(x!) : tf.transpose(tf.logSoftmax(tf.transpose(x!, perm)), perm);
  },
  Slice: (tf, [x], attributes) => slice(tf, x!, attributes),
  Pad: (tf, [x], attributes) => pad(tf, x!, attributes),
  Concat: (tf, xs, { axis }) => tf.concat([...xs], axis),
  Conv: (tf, [x, w], attributes) => conv(tf, x!, w!, attributes),
  ConvTranspose: (tf, [x, w], attributes) => convTranspose(tf, x!, w!, attributes),
  ConvGradWeight: gradientOnly,
  MaxPool: (tf, [x], attributes) => maxPool(tf, x!, attributes),
  MaxPoolGrad: gradientOnly,
  AveragePool: (tf, [x], attributes) => averagePool(tf, x!, attributes),
  AveragePoolGrad: gradientOnly,
  // Asked for float32 outright, the WebAssembly backend of 4.22 gives the bits of integers.
  OneHot: (tf, [indices], { depth }) => {
    const index = tf.cast(indices!, 'int32');
    // Numbers would be float32, and the WebAssembly backend mix up the bits.
    const [zero, whole] = [tf.scalar(0, 'int32'), tf.scalar(depth, 'int32')];
    const fromFront = tf.where(tf.less(index, zero), tf.add(index, whole), index);
    return tf.cast(tf.oneHot(fromFront, depth), 'float32');
  },
  Cast: (tf, [x], { to }) => tf.cast(x!, to),
};
