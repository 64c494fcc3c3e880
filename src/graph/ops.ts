/**
 * @file TABLE of the tensor ops. They bear ONNX's names and meanings. A row holds all that is known of an op: its shape, its meaning in
 * double precision, its gradient as ops again, its ONNX form, and a sample on which tests check all four.
 */
import type { Attributes, DType, Expr, Shape } from './expr.ts';
import { constant, scalarValue, size } from './expr.ts';
import type { OpDef } from './op.ts';
import {
  elementwise,
  erf,
  expand as expandTensor,
  matMul as matMulTensor,
  reduce,
  type Tensor,
  transpose as transposeTensor,
} from './reference.ts';
import { broadcastShapes, checkAxes, checkSizes, matMulShape, permutedShape, reducedShape } from './shape.ts';
import {
  concatShape,
  concat as concatTensors,
  type PadAttributes,
  padShape,
  pad as padTensor,
  type SliceAttributes,
  sliceShape,
  slice as sliceTensor,
} from './slices.ts';
import {
  type ConvAttributes,
  type ConvTransposeAttributes,
  convShape,
  convTransposeShape,
  type PoolAttributes,
  poolGradShape,
  poolShape,
} from './window.ts';
import {
  averagePoolGradGradient,
  averagePoolGradient,
  averagePoolGradLowering,
  concatGradient,
  convGradient,
  convTransposeGradient,
  maxPoolGradGradient,
  maxPoolGradient,
  maxPoolGradLowering,
  sliceGradient,
} from './window-gradients.ts';
import {
  averagePoolGrad as averagePoolGradTensor,
  averagePool as averagePoolTensor,
  conv as convTensor,
  convTranspose as convTransposeTensor,
  maxPoolGrad as maxPoolGradTensor,
  maxPool as maxPoolTensor,
} from './window-reference.ts';

type None = Record<never, never>;
interface Reduction {
  readonly axes: readonly number[];
  /** 1: reduced axes stay with size 1; 0: they go. */
  readonly keepdims: number;
}

/** The attributes of every op. A line here without a row in OPS does not compile, nor the other way round. */
export interface OpSig {
  Add: None;
  Sub: None;
  Mul: None;
  Div: None;
  Max: None;
  Min: None;
  Greater: None;
  Where: None;
  Neg: None;
  Exp: None;
  Log: None;
  Sqrt: None;
  Reciprocal: None;
  Erf: None;
  Relu: None;
  LeakyRelu: { readonly alpha: number };
  Elu: { readonly alpha: number };
  Sigmoid: None;
  Tanh: None;
  Softplus: None;
  MatMul: None;
  Transpose: { readonly perm: readonly number[] };
  Reshape: { readonly shape: Shape };
  Expand: { readonly shape: Shape };
  ReduceSum: Reduction;
  ReduceMax: Reduction;
  LogSoftmax: { readonly axis: number };
  ReduceSumSquare: Reduction;
  Slice: SliceAttributes;
  Pad: PadAttributes;
  Concat: { readonly axis: number };
  Conv: ConvAttributes;
  ConvTranspose: ConvTransposeAttributes;
  MaxPool: PoolAttributes;
  MaxPoolGrad: PoolAttributes;
  AveragePool: PoolAttributes;
  AveragePoolGrad: PoolAttributes & { readonly shape: Shape };
  OneHot: { readonly depth: number };
  Cast: { readonly to: DType };
}
export type OpName = keyof OpSig;

/** A tensor expression, or a number that stands for a scalar constant. */
export type Operand = Expr | number;

const lift = (operand: Operand): Expr => (typeof operand === 'number' ? constant([operand], []) : operand);

/**
 * Shape and element type of a node of the table, given its operands.
 * @throws Error with the op's name where operands or attributes do not fit, or ask for what the op does not mean.
 */
export function infer<K extends OpName>(
  op: K,
  inputs: readonly Expr[],
  attributes: OpSig[K],
): Pick<Expr, 'shape' | 'dtype'> {
  const row: OpDef<OpSig[K]> = OPS[op];
  try {
    const flexible = operandType(row, inputs);
    const dtype = row.dtype?.(attributes) ?? flexible ?? 'float32';
    return { shape: row.shape(inputs, attributes), dtype };
  } catch (error) {
    throw new Error(`${op}: ${(error as Error).message}`);
  }
}

/** The type of operands that may be of any, where there are such. */
function operandType(
  { types, variadic, sample }: Pick<OpDef<unknown>, 'types' | 'variadic' | 'sample'>,
  inputs: readonly Expr[],
): DType | undefined {
  const count = sample.inputs.length;
  if (variadic ? inputs.length === 0 : inputs.length !== count)
    throw new Error(`${inputs.length} operands; expected ${variadic ? 'at least 1' : count}`);
  let flexible: DType | undefined;
  inputs.forEach(({ dtype }, i) => {
    const wanted = types?.[Math.min(i, types.length - 1)] ?? 'float32';
    const expected = wanted === 'any' ? (flexible ?? dtype) : wanted;
    if (dtype !== expected) throw new Error(`operand ${i} is ${dtype}; expected ${expected}`);
    if (wanted === 'any') flexible = dtype;
  });
  return flexible;
}

/** Makes a node of the table; throws with the op's name where the operands do not fit. */
export function make<K extends OpName>(op: K, operands: readonly Operand[], attributes: OpSig[K]): Expr {
  const inputs = operands.map(lift);
  return { op, inputs, attributes: attributes as Attributes, ...infer(op, inputs, attributes) };
}

export const add = (a: Operand, b: Operand): Expr => make('Add', [a, b], {});
export const sub = (a: Operand, b: Operand): Expr => make('Sub', [a, b], {});
export const mul = (a: Operand, b: Operand): Expr =>
  // The gradient of a sum starts as a product with 1; leaving that out keeps printed graphs readable.
  typeof b !== 'number' && scalarValue(lift(a)) === 1 ? b : make('Mul', [a, b], {});
export const div = (a: Operand, b: Operand): Expr => make('Div', [a, b], {});
export const max = (a: Operand, b: Operand): Expr => make('Max', [a, b], {});
export const min = (a: Operand, b: Operand): Expr => make('Min', [a, b], {});
export const greater = (a: Operand, b: Operand): Expr => make('Greater', [a, b], {});
export const where = (condition: Expr, a: Operand, b: Operand): Expr => make('Where', [condition, a, b], {});
export const neg = (x: Expr): Expr => make('Neg', [x], {});
export const exp = (x: Expr): Expr => make('Exp', [x], {});
export const log = (x: Expr): Expr => make('Log', [x], {});
export const sqrt = (x: Expr): Expr => make('Sqrt', [x], {});
export const reciprocal = (x: Expr): Expr => make('Reciprocal', [x], {});
export const erfOf = (x: Expr): Expr => make('Erf', [x], {});
export const relu = (x: Expr): Expr => make('Relu', [x], {});
export const leakyRelu = (x: Expr, alpha: number): Expr => make('LeakyRelu', [x], { alpha });
export const elu = (x: Expr, alpha: number): Expr => make('Elu', [x], { alpha });
export const sigmoid = (x: Expr): Expr => make('Sigmoid', [x], {});
export const tanh = (x: Expr): Expr => make('Tanh', [x], {});
export const softplus = (x: Expr): Expr => make('Softplus', [x], {});
export const matMul = (a: Expr, b: Expr): Expr => make('MatMul', [a, b], {});
export const transpose = (x: Expr, perm: readonly number[] = [1, 0]): Expr =>
  make('Transpose', [x], { perm });
/** The same numbers in another shape; nothing where it is the shape already. */
export const reshape = (x: Expr, shape: Shape): Expr =>
  String(x.shape) === String(shape) && x.shape.length === shape.length ? x : make('Reshape', [x], { shape });
export const expand = (x: Expr, shape: Shape): Expr => make('Expand', [x], { shape });
export const reduceSum = (x: Expr, axes: readonly number[], keepdims = 0): Expr =>
  make('ReduceSum', [x], { axes, keepdims });
export const reduceMax = (x: Expr, axes: readonly number[], keepdims = 0): Expr =>
  make('ReduceMax', [x], { axes, keepdims });
export const logSoftmax = (x: Expr, axis: number): Expr => make('LogSoftmax', [x], { axis });
export const oneHot = (indices: Expr, depth: number): Expr => make('OneHot', [indices], { depth });
export const cast = (x: Expr, to: DType): Expr => make('Cast', [x], { to });

export const reduceSumSquare = (x: Expr, axes: readonly number[], keepdims = 0): Expr =>
  make('ReduceSumSquare', [x], { axes, keepdims });
export const slice = (x: Expr, attributes: SliceAttributes): Expr => make('Slice', [x], attributes);
export const pad = (x: Expr, attributes: PadAttributes): Expr => make('Pad', [x], attributes);
export const concat = (xs: readonly Expr[], axis: number): Expr => make('Concat', xs, { axis });
/** x [N, C, H, W], w [M, C, kh, kw]; no bias. */
export const conv = (x: Expr, w: Expr, attributes: ConvAttributes): Expr => make('Conv', [x, w], attributes);
/** The transpose of conv as a linear map: x [N, M, rows, columns] to [N, C, H, W]. */
export const convTranspose = (x: Expr, w: Expr, attributes: ConvTransposeAttributes): Expr =>
  make('ConvTranspose', [x, w], attributes);
export const maxPool = (x: Expr, attributes: PoolAttributes): Expr => make('MaxPool', [x], attributes);
/** d of each window to the first of its places in x that reaches the maximum y. */
export const maxPoolGrad = (d: Expr, x: Expr, y: Expr, attributes: PoolAttributes): Expr =>
  make('MaxPoolGrad', [d, x, y], attributes);
export const averagePool = (x: Expr, attributes: PoolAttributes): Expr =>
  make('AveragePool', [x], attributes);
/** d of each window in equal shares to its places in an image of `shape`. */
export const averagePoolGrad = (d: Expr, attributes: OpSig['AveragePoolGrad']): Expr =>
  make('AveragePoolGrad', [d], attributes);

/** 1 where x > 0, else `otherwise`: the derivative of the activations that bend at 0. */
const step = (x: Expr, otherwise: Operand): Expr => where(greater(x, 0), 1, otherwise);

/** Puts a reduced tensor back to the rank of `x`, so that it stretches along the reduced axes. */
const unreduce = (reduced: Expr, x: Expr, axes: readonly number[]): Expr =>
  reshape(reduced, reducedShape(x.shape, axes, true));

const first = ([x]: readonly Expr[]): Shape => x!.shape;
const broadcast = (inputs: readonly Expr[]): Shape => inputs.map((x) => x.shape).reduce(broadcastShapes);
const pointwise = (f: (...values: number[]) => number) => ({
  shape: broadcast,
  reference: (inputs: readonly Tensor[]) => elementwise(f)(...inputs),
});
const constantInts = (values: readonly number[]) =>
  ({ dtype: 'int64', shape: [values.length], values }) as const;
const poolInts = ({ kernel_shape, strides, pads }: PoolAttributes) => ({
  ints: { kernel_shape, strides, pads },
});
const pair = { inputs: [{ shape: [2, 3] }, { shape: [3] }], attributes: {} };
const single = { inputs: [{ shape: [3, 4] }], attributes: {} };

export const OPS: { readonly [K in OpName]: OpDef<OpSig[K]> } = {
  Add: { ...pointwise((a, b) => a! + b!), gradient: (d) => [d, d], sample: pair },
  Sub: { ...pointwise((a, b) => a! - b!), gradient: (d) => [d, neg(d)], sample: pair },
  Mul: {
    ...pointwise((a, b) => a! * b!),
    gradient: (d, _, [a, b]) => [mul(d, b!), mul(d, a!)],
    sample: pair,
  },
  Div: {
    ...pointwise((a, b) => a! / b!),
    gradient: (d, y, [, b]) => [div(d, b!), neg(div(mul(d, y), b!))],
    sample: { inputs: [{ shape: [2, 3] }, { shape: [3], low: 0.5, high: 2 }], attributes: {} },
  },
  // Of equal operands the first gets the gradient.
  Max: {
    ...pointwise((a, b) => Math.max(a!, b!)),
    gradient: (d, _, [a, b]) => [where(greater(b!, a!), 0, d), where(greater(b!, a!), d, 0)],
    sample: pair,
  },
  Min: {
    ...pointwise((a, b) => Math.min(a!, b!)),
    gradient: (d, _, [a, b]) => [where(greater(a!, b!), 0, d), where(greater(a!, b!), d, 0)],
    sample: pair,
  },
  Greater: {
    ...pointwise((a, b) => (a! > b! ? 1 : 0)),
    dtype: () => 'bool',
    gradient: () => [undefined, undefined],
    sample: pair,
  },
  Where: {
    types: ['bool', 'any', 'any'],
    ...pointwise((condition, a, b) => (condition ? a! : b!)),
    gradient: (d, _, [condition]) => [undefined, where(condition!, d, 0), where(condition!, 0, d)],
    sample: { inputs: [{ shape: [2, 3], dtype: 'bool' }, { shape: [2, 3] }, { shape: [3] }], attributes: {} },
  },
  Neg: { ...pointwise((x) => -x!), gradient: (d) => [neg(d)], sample: single },
  Exp: { ...pointwise((x) => Math.exp(x!)), gradient: (d, y) => [mul(d, y)], sample: single },
  Log: {
    ...pointwise((x) => Math.log(x!)),
    gradient: (d, _, [x]) => [div(d, x!)],
    sample: { inputs: [{ shape: [3, 4], low: 0.1, high: 3 }], attributes: {} },
  },
  Sqrt: {
    ...pointwise((x) => Math.sqrt(x!)),
    gradient: (d, y) => [div(mul(d, 0.5), y)],
    sample: { inputs: [{ shape: [3, 4], low: 0.1, high: 3 }], attributes: {} },
  },
  // (1/x)' = −y²
  Reciprocal: {
    ...pointwise((x) => 1 / x!),
    gradient: (d, y) => [neg(mul(d, mul(y, y)))],
    sample: { inputs: [{ shape: [3, 4], low: 0.1, high: 3 }], attributes: {} },
  },
  // erf' = 2/√π · exp(−x²)
  Erf: {
    ...pointwise((x) => erf(x!)),
    gradient: (d, _, [x]) => [mul(d, mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x!, x!)))))],
    sample: single,
  },
  Relu: {
    ...pointwise((x) => Math.max(0, x!)),
    gradient: (d, _, [x]) => [mul(d, step(x!, 0))],
    sample: single,
  },
  LeakyRelu: {
    shape: first,
    reference: ([x], { alpha }) => elementwise((v) => (v! > 0 ? v! : alpha * v!))(x!),
    gradient: (d, _, [x], { alpha }) => [mul(d, step(x!, alpha))],
    onnx: ({ alpha }) => ({ floats: { alpha } }),
    sample: { ...single, attributes: { alpha: 0.1 } },
  },
  // ELU paper, equation (15): f(x) = x for x > 0, else α(eˣ − 1), and there f'(x) = f(x) + α
  Elu: {
    shape: first,
    reference: ([x], { alpha }) => elementwise((v) => (v! > 0 ? v! : alpha * Math.expm1(v!)))(x!),
    gradient: (d, y, [x], { alpha }) => [mul(d, step(x!, add(y, alpha)))],
    onnx: ({ alpha }) => ({ floats: { alpha } }),
    sample: { ...single, attributes: { alpha: 1.5 } },
  },
  Sigmoid: {
    ...pointwise((x) => 1 / (1 + Math.exp(-x!))),
    gradient: (d, y) => [mul(d, mul(y, sub(1, y)))],
    sample: single,
  },
  Tanh: {
    ...pointwise((x) => Math.tanh(x!)),
    gradient: (d, y) => [mul(d, sub(1, mul(y, y)))],
    sample: single,
  },
  Softplus: {
    ...pointwise((x) => Math.max(x!, 0) + Math.log1p(Math.exp(-Math.abs(x!)))),
    gradient: (d, _, [x]) => [mul(d, sigmoid(x!))],
    sample: single,
  },
  // C = AB: dA = dC Bᵀ, dB = Aᵀ dC
  MatMul: {
    shape: ([a, b]) => matMulShape(a!.shape, b!.shape),
    reference: ([a, b]) => matMulTensor(a!, b!),
    gradient: (d, _, [a, b]) => [matMul(d, swapLast(b!)), matMul(swapLast(a!), d)],
    sample: { inputs: [{ shape: [3, 4] }, { shape: [4, 2] }], attributes: {} },
  },
  Transpose: {
    types: ['any'],
    shape: ([x], { perm }) => permutedShape(x!.shape, perm),
    reference: ([x], { perm }) => transposeTensor(x!, perm),
    gradient: (d, _y, _x, { perm }) => [
      transpose(
        d,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
    ],
    onnx: ({ perm }) => ({ ints: { perm } }),
    sample: { inputs: [{ shape: [2, 3, 4] }], attributes: { perm: [2, 0, 1] } },
  },
  Reshape: {
    types: ['any'],
    // ONNX's 0 and −1 stand for sizes that are written out here.
    shape: ([x], { shape }) => {
      checkSizes(shape);
      if (size(shape) !== size(x!.shape)) throw new Error(`[${x!.shape}] to [${shape}]`);
      return shape;
    },
    reference: ([x], { shape }) => ({ shape, data: x!.data }),
    gradient: (d, _, [x]) => [reshape(d, x!.shape)],
    onnx: ({ shape }) => ({ constants: [constantInts(shape)] }),
    sample: { inputs: [{ shape: [2, 6] }], attributes: { shape: [3, 4] } },
  },
  // `shape` may itself stretch to that of x.
  Expand: {
    types: ['any'],
    shape: ([x], { shape }) => {
      checkSizes(shape);
      return broadcastShapes(x!.shape, shape);
    },
    reference: ([x], { shape }) => expandTensor(x!, broadcastShapes(x!.shape, shape)),
    gradient: (d) => [d],
    onnx: ({ shape }) => ({ constants: [constantInts(shape)] }),
    sample: { inputs: [{ shape: [3, 1] }], attributes: { shape: [2, 3, 4] } },
  },
  ReduceSum: {
    shape: ([x], { axes, keepdims }) => reducedShape(x!.shape, axes, keepdims === 1),
    reference: ([x], { axes, keepdims }) => ({
      shape: reducedShape(x!.shape, axes, keepdims === 1),
      data: reduce(x!, axes, 0, (a, b) => a + b).data,
    }),
    gradient: (d, _, [x], { axes }) => [expand(unreduce(d, x!, axes), x!.shape)],
    // No axes, nothing is summed; ONNX would sum over all if not told otherwise.
    onnx: ({ axes, keepdims }) => ({
      ints: { keepdims, ...(axes.length === 0 && { noop_with_empty_axes: 1 }) },
      constants: [constantInts(axes)],
    }),
    sample: { inputs: [{ shape: [2, 3, 4] }], attributes: { axes: [0, 2], keepdims: 0 } },
  },
  // y = Σ x²: dx = 2 d x
  ReduceSumSquare: {
    shape: ([x], { axes, keepdims }) => reducedShape(x!.shape, axes, keepdims === 1),
    reference: ([x], { axes, keepdims }) => ({
      shape: reducedShape(x!.shape, axes, keepdims === 1),
      data: reduce(x!, axes, 0, (a, b) => a + b * b).data,
    }),
    gradient: (d, _, [x], { axes }) => [mul(x!, mul(2, unreduce(d, x!, axes)))],
    // onnxruntime has the op, but adds number by number: of 100,000 squares the sum is off by 3e-5, where its ReduceSum is by 4e-7.
    lowering: ([x], { axes, keepdims }) => reduceSum(mul(x!, x!), axes, keepdims),
    sample: { inputs: [{ shape: [2, 3, 4] }], attributes: { axes: [0, 2], keepdims: 0 } },
  },
  Slice: {
    types: ['any'],
    shape: ([x], attributes) => sliceShape(x!.shape, attributes),
    reference: ([x], attributes) => sliceTensor(x!, attributes),
    gradient: (d, _, [x], attributes) => [sliceGradient(d, x!, attributes)],
    onnx: ({ axes, starts, ends, steps }) => ({ constants: [starts, ends, axes, steps].map(constantInts) }),
    sample: {
      inputs: [{ shape: [5, 3, 6] }],
      attributes: { axes: [0, 2], starts: [1, 0], ends: [4, 6], steps: [1, 2] },
    },
  },
  Pad: {
    shape: ([x], attributes) => padShape(x!.shape, attributes),
    reference: ([x], attributes) => padTensor(x!, attributes),
    gradient: (d, _y, _x, { pads }) => [pad(d, { pads: pads.map((n) => 0 - n), value: 0 })],
    onnx: ({ pads, value }) => ({
      constants: [constantInts(pads), { dtype: 'float32', shape: [], values: [value] }],
    }),
    sample: { inputs: [{ shape: [2, 3, 4] }], attributes: { pads: [0, 1, -1, 0, 2, 1], value: 0.5 } },
  },
  Concat: {
    types: ['any'],
    variadic: true,
    shape: (xs, { axis }) =>
      concatShape(
        xs.map(({ shape }) => shape),
        axis,
      ),
    reference: (xs, { axis }) => concatTensors(xs, axis),
    gradient: (d, _, xs, { axis }) => concatGradient(d, xs, axis),
    onnx: ({ axis }) => ({ ints: { axis } }),
    sample: { inputs: [{ shape: [2, 3] }, { shape: [2, 1] }], attributes: { axis: 1 } },
  },
  Conv: {
    shape: ([x, w], attributes) => convShape(x!.shape, w!.shape, attributes),
    reference: ([x, w], attributes) => convTensor(x!, w!, attributes),
    gradient: (d, _, [x, w], attributes) => convGradient(d, x!, w!, attributes),
    onnx: ({ strides, pads, dilations }) => ({ ints: { strides, pads, dilations } }),
    operands: ['x', 'w'],
    sample: {
      inputs: [{ shape: [2, 2, 6, 5] }, { shape: [3, 2, 3, 2] }],
      attributes: { strides: [2, 1], pads: [1, 0, 0, 1], dilations: [1, 2] },
    },
  },
  ConvTranspose: {
    shape: ([x, w], attributes) => convTransposeShape(x!.shape, w!.shape, attributes),
    reference: ([x, w], attributes) => convTransposeTensor(x!, w!, attributes),
    gradient: (d, _, [x, w], attributes) => convTransposeGradient(d, x!, w!, attributes),
    onnx: (attributes) => ({ ints: { ...attributes } }),
    operands: ['x', 'w'],
    sample: {
      inputs: [{ shape: [2, 3, 3, 4] }, { shape: [3, 2, 3, 2] }],
      attributes: { strides: [2, 1], pads: [1, 0, 0, 1], dilations: [1, 2], output_padding: [1, 0] },
    },
  },
  // Of tied maxima the first gets the gradient.
  MaxPool: {
    shape: ([x], attributes) => poolShape(x!.shape, attributes),
    reference: ([x], attributes) => maxPoolTensor(x!, attributes),
    gradient: (d, y, [x], attributes) => [maxPoolGradient(d, y, x!, attributes)],
    onnx: poolInts,
    sample: {
      inputs: [{ shape: [2, 2, 5, 6] }],
      attributes: { kernel_shape: [2, 3], strides: [2, 2], pads: [1, 0, 0, 1] },
    },
  },
  MaxPoolGrad: {
    shape: ([d, x], attributes) => poolGradShape(d!.shape, x!.shape, attributes),
    reference: ([d, x, y], attributes) => maxPoolGradTensor(d!, x!, y!, attributes),
    gradient: (dd, _, inputs, attributes) => [
      maxPoolGradGradient(dd, inputs, attributes),
      undefined,
      undefined,
    ],
    lowering: maxPoolGradLowering,
    operands: ['g', 'x', 'm'],
    sample: {
      inputs: [{ shape: [2, 2, 3, 3] }, { shape: [2, 2, 5, 6] }, { shape: [2, 2, 3, 3], high: 0 }],
      attributes: { kernel_shape: [2, 3], strides: [2, 2], pads: [1, 0, 0, 1] },
    },
  },
  AveragePool: {
    shape: ([x], attributes) => poolShape(x!.shape, attributes),
    reference: ([x], attributes) => averagePoolTensor(x!, attributes),
    gradient: (d, _, [x], attributes) => [averagePoolGradient(d, x!, attributes)],
    onnx: poolInts,
    sample: {
      inputs: [{ shape: [2, 2, 5, 6] }],
      attributes: { kernel_shape: [2, 3], strides: [2, 2], pads: [1, 0, 0, 1] },
    },
  },
  AveragePoolGrad: {
    shape: ([d], { shape, ...attributes }) => poolGradShape(d!.shape, shape, attributes),
    reference: ([d], { shape, ...attributes }) => averagePoolGradTensor(d!, shape, attributes),
    gradient: (dd, _y, _x, attributes) => [averagePoolGradGradient(dd, attributes)],
    lowering: averagePoolGradLowering,
    operands: ['g'],
    sample: {
      inputs: [{ shape: [2, 2, 3, 3] }],
      attributes: { kernel_shape: [2, 3], strides: [2, 2], pads: [1, 0, 0, 1], shape: [2, 2, 5, 6] },
    },
  },
  // Tied maxima each get the gradient; losses and layers avoid it there.
  ReduceMax: {
    shape: ([x], { axes, keepdims }) => {
      // ONNX up to opset 17 can't say that there are none.
      if (axes.length === 0) throw new Error('no axes to reduce');
      checkSizes(x!.shape);
      return reducedShape(x!.shape, axes, keepdims === 1);
    },
    reference: ([x], { axes, keepdims }) => ({
      shape: reducedShape(x!.shape, axes, keepdims === 1),
      data: reduce(x!, axes, Number.NEGATIVE_INFINITY, Math.max).data,
    }),
    gradient: (d, y, [x], { axes }) => [where(greater(unreduce(y, x!, axes), x!), 0, unreduce(d, x!, axes))],
    onnx: ({ axes, keepdims }) => ({ ints: { axes, keepdims } }),
    sample: { inputs: [{ shape: [3, 5] }], attributes: { axes: [1], keepdims: 0 } },
  },
  // y = x − log Σ eˣ: dx = d − eʸ Σ d
  LogSoftmax: {
    shape: ([x], { axis }) => {
      checkAxes([axis], x!.shape);
      return x!.shape;
    },
    reference: ([x], { axis }) => {
      const shifted = elementwise((a, b) => a! - b!)(
        x!,
        reduce(x!, [axis], Number.NEGATIVE_INFINITY, Math.max),
      );
      const sum = reduce(elementwise((v) => Math.exp(v!))(shifted), [axis], 0, (a, b) => a + b);
      return elementwise((a, b) => a! - Math.log(b!))(shifted, sum);
    },
    gradient: (d, y, _, { axis }) => [sub(d, mul(exp(y), reduceSum(d, [axis], 1)))],
    onnx: ({ axis }) => ({ ints: { axis } }),
    sample: { ...single, attributes: { axis: 1 } },
  },
  // Indices from −depth on count from the end; beyond that there are zeros only.
  OneHot: {
    types: ['int64'],
    dtype: () => 'float32',
    shape: ([indices], { depth }) => {
      checkSizes([depth]);
      return [...indices!.shape, depth];
    },
    reference: ([indices], { depth }) => ({
      shape: [...indices!.shape, depth],
      data: Float64Array.from({ length: indices!.data.length * depth }, (_, i) => {
        const index = indices!.data[Math.floor(i / depth)]!;
        return (index < 0 ? index + depth : index) === i % depth ? 1 : 0;
      }),
    }),
    gradient: () => [undefined],
    onnx: ({ depth }) => ({
      constants: [constantInts([depth]), { dtype: 'float32', shape: [2], values: [0, 1] }],
    }),
    sample: { inputs: [{ shape: [5], dtype: 'int64', high: 3 }], attributes: { depth: 3 } },
  },
  // To whole numbers towards 0; to booleans, whether it is not 0.
  Cast: {
    types: ['any'],
    shape: first,
    dtype: ({ to }) => to,
    reference: ([x], { to }) => elementwise((v) => CASTS[to](v!))(x!),
    gradient: () => [undefined],
    onnx: ({ to }) => ({ ints: { to: ONNX_TYPES[to] } }),
    sample: { inputs: [{ shape: [2, 3], dtype: 'bool' }], attributes: { to: 'float32' } },
  },
};

const CASTS: Readonly<Record<DType, (x: number) => number>> = {
  float32: (x) => x,
  int64: Math.trunc,
  bool: (x) => (x !== 0 ? 1 : 0),
};

/** ONNX's numbers of the element types (TensorProto.DataType). */
export const ONNX_TYPES: Readonly<Record<DType, number>> = { float32: 1, int64: 7, bool: 9 };

/** Exchanges the last two axes. */
function swapLast(x: Expr): Expr {
  const perm = x.shape.map((_, axis) => axis);
  return transpose(x, [...perm.slice(0, -2), perm.length - 1, perm.length - 2]);
}
