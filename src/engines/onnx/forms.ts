/**
 * @file TABLE of how the graph's ops look in ONNX, where it is not simply the op's name with its inputs, and of what takes the place of those that
 * ONNX does not have or that onnxruntime computes badly. An op with attributes that is missing here does not compile.
 */
import type { Expr, Shape, Signatures } from '../../graph/expr.ts';
import { OPS, type OpName, REDUCTIONS, reduceSum } from '../../graph/ops.ts';
import type { PoolAttributes } from '../../graph/window.ts';
import { ELEMENT } from './proto.ts';

/** Attributes of an ONNX node, and its inputs beside those of the op. */
export interface OnnxForm {
  readonly floats?: Readonly<Record<string, number>>;
  readonly ints?: Readonly<Record<string, number | readonly number[]>>;
  /** Further inputs, all constant, after the node's own; undefined leaves an optional one out. */
  readonly constants?: readonly (OnnxConstant | undefined)[];
}
interface OnnxConstant {
  readonly dtype: 'int64' | 'int32' | 'float32';
  readonly shape: Shape;
  readonly values: readonly number[];
}

type Lowering<K extends OpName> = (inputs: readonly Expr[], attributes: Signatures[K]) => Expr;
/** How the op looks, or by what other ops it is replaced: those of its own row, as ONNX has no such op, or others. */
type Row<K extends OpName> =
  | ((attributes: Signatures[K]) => OnnxForm)
  | typeof AS_ITS_LOWERING
  | { readonly lowering: Lowering<K> };
const AS_ITS_LOWERING = 'as its lowering';

type WithAttributes = { [K in OpName]: [keyof Signatures[K]] extends [never] ? never : K }[OpName];

const slope = ({ alpha }: { readonly alpha: number }): OnnxForm => ({ floats: { alpha } });
const wholeNumbers = (values: readonly number[]) =>
  ({ dtype: 'int64', shape: [values.length], values }) as const;
const numbers = (shape: Shape, values: readonly number[]) => ({ dtype: 'float32', shape, values }) as const;
const toShape = ({ shape }: { readonly shape: Shape }): OnnxForm => ({ constants: [wholeNumbers(shape)] });
const windows = ({ kernel_shape, strides, pads }: PoolAttributes): OnnxForm => ({
  ints: { kernel_shape, strides, pads },
});

const FORMS: { readonly [K in WithAttributes]: Row<K> } & { readonly [K in OpName]?: Row<K> } = {
  LeakyRelu: slope,
  Elu: slope,
  Cast: ({ to }) => ({ ints: { to: ELEMENT[to] } }),
  Transpose: ({ perm }) => ({ ints: { perm } }),
  Reshape: toShape,
  Expand: toShape,
  OneHot: ({ depth }) => ({
    constants: [{ dtype: 'int32', shape: [], values: [depth] }, numbers([2], [0, 1])],
  }),
  // No axes, nothing is summed; ONNX would sum over all if not told otherwise.
  ReduceSum: ({ axes, keepdims }) => ({
    ints: { keepdims, ...(axes.length === 0 && { noop_with_empty_axes: 1 }) },
    constants: [wholeNumbers(axes)],
  }),
  // onnxruntime has the op, but adds number by number: of 100,000 squares the sum is off by 3e-5, where its ReduceSum is by 4e-7.
  ReduceSumSquare: {
    lowering: ([x], { axes, keepdims }) => reduceSum(REDUCTIONS.ReduceSumSquare.terms!(x!), axes, keepdims),
  },
  ReduceMax: ({ axes, keepdims }) => ({ ints: { axes, keepdims } }),
  LogSoftmax: ({ axis }) => ({ ints: { axis } }),
  Slice: ({ axes, starts, ends, steps }) => ({
    constants: [starts, ends, axes, steps].map(wholeNumbers),
  }),
  Pad: ({ pads, value }) => ({ constants: [wholeNumbers(pads), numbers([], [value])] }),
  Concat: ({ axis }) => ({ ints: { axis } }),
  Conv: ({ strides, pads, dilations }) => ({ ints: { strides, pads, dilations } }),
  ConvTranspose: (attributes) => ({ ints: { ...attributes } }),
  ConvGradWeight: AS_ITS_LOWERING,
  MaxPool: windows,
  MaxPoolGrad: AS_ITS_LOWERING,
  AveragePool: windows,
  AveragePoolGrad: AS_ITS_LOWERING,
};

/** The same, of any op. */
const ROWS: { readonly [K in OpName]?: Row<K> } = FORMS;

/** What takes the op's place on its way to ONNX; undefined where it stays. */
export function loweringOf<K extends OpName>(op: K): Lowering<K> | undefined {
  const row = ROWS[op];
  return typeof row === 'object' ? row.lowering : OPS[op].lowering;
}

/** Attributes and constant inputs of a node that ONNX has by its name. */
export function formOf<K extends OpName>(op: K, attributes: Signatures[K]): OnnxForm {
  const row = ROWS[op];
  return typeof row === 'function' ? row(attributes) : {};
}
