/** @file TABLE of the ops that make one number of many along axes: sums, maxima, softmax, products of matrices. */
import { ALIGNED, later, shifted } from './batching.ts';
import { type Expr, type NoAttributes, size } from './expr.ts';
import { maker } from './make.ts';
import { expand, reshape, swapLast } from './moving.ts';
import type { OpDef, Rows } from './op.ts';
import { exp, greater, mul, sub, where } from './pointwise.ts';
import { elementwise, matMul as matMulTensor, reduce, type Tensor } from './reference.ts';
import { checkAxes, checkSizes, matMulShape, reducedShape } from './shape.ts';

export interface Reduction {
  readonly axes: readonly number[];
  /** 1: reduced axes stay with size 1; 0: they go. */
  readonly keepdims: number;
}
interface ReductionSig {
  ReduceSum: Reduction;
  ReduceMax: Reduction;
  ReduceSumSquare: Reduction;
}
interface AlongAxesSig extends ReductionSig {
  LogSoftmax: { readonly axis: number };
  MatMul: NoAttributes;
}
declare module './expr.ts' {
  interface Signatures extends AlongAxesSig {}
}

/** A row of an op that folds the axes that it is told. */
interface ReductionRow extends OpDef<Reduction> {
  /** What it adds up of its operand, for one that is a sum: then parts of it may be added first. */
  readonly terms?: (x: Expr) => Expr;
}
export type ReductionName = keyof ReductionSig;

/** Shape and meaning of a fold by `f`, from `start` on. */
const folded = (start: number, f: (a: number, b: number) => number) => ({
  shape: ([x]: readonly Expr[], { axes, keepdims }: Reduction) =>
    reducedShape(x!.shape, axes, keepdims === 1),
  reference: ([x]: readonly Tensor[], { axes, keepdims }: Reduction) => ({
    shape: reducedShape(x!.shape, axes, keepdims === 1),
    data: reduce(x!, axes, start, f).data,
  }),
  batching: shifted<Reduction>(({ axes, keepdims }) => ({ axes: later(axes), keepdims })),
});

/** Puts a reduced tensor back to the rank of `x`, so that it stretches along the reduced axes. */
const unreduce = (reduced: Expr, x: Expr, axes: readonly number[]): Expr =>
  reshape(reduced, reducedShape(x.shape, axes, true));

const box = { inputs: [{ shape: [2, 3, 4] }], attributes: { axes: [0, 2], keepdims: 0 } };

export const REDUCTIONS: { readonly [K in ReductionName]: ReductionRow } = {
  ReduceSum: {
    ...folded(0, (a, b) => a + b),
    gradient: (d, _, [x], { axes }) => [expand(unreduce(d, x!, axes), x!.shape)],
    terms: (x) => x,
    sample: box,
  },
  // y = Σ x²: dx = 2 d x
  ReduceSumSquare: {
    ...folded(0, (a, b) => a + b * b),
    gradient: (d, _, [x], { axes }) => [mul(x!, mul(2, unreduce(d, x!, axes)))],
    terms: (x) => mul(x, x),
    sample: box,
  },
  // Tied maxima each get the gradient; losses and layers avoid it there.
  ReduceMax: {
    ...folded(Number.NEGATIVE_INFINITY, Math.max),
    shape: ([x], { axes, keepdims }) => {
      // ONNX up to opset 17 can't say that there are none.
      if (axes.length === 0) throw new Error('no axes to reduce');
      checkSizes(x!.shape);
      return reducedShape(x!.shape, axes, keepdims === 1);
    },
    gradient: (d, y, [x], { axes }) => [where(greater(unreduce(y, x!, axes), x!), 0, unreduce(d, x!, axes))],
    sample: { inputs: [{ shape: [3, 5] }], attributes: { axes: [1], keepdims: 0 } },
  },
};

export const ALONG_AXES: Rows<keyof AlongAxesSig> = {
  ...REDUCTIONS,
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
    batching: shifted(({ axis }) => ({ axis: axis + 1 })),
    gradient: (d, y, _, { axis }) => [sub(d, mul(exp(y), reduceSum(d, [axis], 1)))],
    sample: { inputs: [{ shape: [3, 4] }], attributes: { axis: 1 } },
  },
  // C = AB: dA = dC Bᵀ, dB = Aᵀ dC
  MatMul: {
    shape: ([a, b]) => matMulShape(a!.shape, b!.shape),
    reference: ([a, b]) => matMulTensor(a!, b!),
    batching: ALIGNED,
    gradient: (d, _, [a, b]) => [matMul(d, swapLast(b!)), matMul(swapLast(a!), d)],
    flops: ([a], y) => 2 * size(y) * a!.shape.at(-1)!,
    sample: { inputs: [{ shape: [3, 4] }, { shape: [4, 2] }], attributes: {} },
  },
};

const make = maker(ALONG_AXES);

export const reduceSum = (x: Expr, axes: readonly number[], keepdims = 0): Expr =>
  make('ReduceSum', [x], { axes, keepdims });
export const reduceSumSquare = (x: Expr, axes: readonly number[], keepdims = 0): Expr =>
  make('ReduceSumSquare', [x], { axes, keepdims });
export const reduceMax = (x: Expr, axes: readonly number[], keepdims = 0): Expr =>
  make('ReduceMax', [x], { axes, keepdims });
export const logSoftmax = (x: Expr, axis: number): Expr => make('LogSoftmax', [x], { axis });
export const matMul = (a: Expr, b: Expr): Expr => make('MatMul', [a, b], {});

/** Whether a node folds axes; its attributes then say which. */
export const isReduction = (node: Expr): node is Expr<ReductionName> => Object.hasOwn(REDUCTIONS, node.op);
