/** @file TABLE of ops that only rewrite rules bring into a graph. They need no gradient, since rules come after differentiation. */
import { ALIGNED, type BatchingRule } from '../../graph/batching.ts';
import type { Expr, NoAttributes, Shape, Signatures } from '../../graph/expr.ts';
import type { Traits } from '../../graph/op.ts';
import { add, matMul, mul, sub, transpose } from '../../graph/ops.ts';
import { matMulShape } from '../../graph/shape.ts';
import type { OnnxForm } from './forms.ts';

interface EngineSig {
  /** alpha · A' B' + C, where ' transposes if asked; C may stretch. */
  Gemm: { readonly transA: number; readonly transB: number; readonly alpha: number };
  /** A' B' over the last two axes, where ' transposes them if asked; leading axes stretch as in MatMul. */
  FusedMatMul: { readonly transA: number; readonly transB: number };
  /** clip(alpha · x + beta, 0, 1) */
  HardSigmoid: { readonly alpha: number; readonly beta: number };
  /** Rows of a matrix, one after another. */
  GatherRows: { readonly rows: readonly number[] };
  /** min(x, 0). Clip with one bound passes over memory once, where Min with a scalar is slower. */
  ClipToNegative: NoAttributes;
}
declare module '../../graph/expr.ts' {
  interface Signatures extends EngineSig {}
}
export type EngineOp = keyof EngineSig;

interface EngineRow<A> extends Traits<A> {
  readonly onnxName: string;
  /** Where it is not ONNX's own. */
  readonly domain?: string;
  shape(inputs: readonly Expr[], attributes: A): Shape;
  readonly batching: BatchingRule<A>;
  form(attributes: A): OnnxForm;
}

const first = ([x]: readonly Expr[]): Shape => x!.shape;
const swapLast = (shape: Shape, swap: number): Shape =>
  swap === 1 ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;

/** Gemm of ops that matrices of several runs can go through too. */
function plainGemm([a, b, c]: readonly Expr[], { transA, transB, alpha }: EngineSig['Gemm']): Expr {
  const product = matMul(transA ? transpose(a!) : a!, transB ? transpose(b!) : b!);
  if (alpha === -1 && c) return sub(c, product);
  const scaled = alpha === 1 ? product : mul(product, alpha);
  return c ? add(scaled, c) : scaled;
}

/** The same rows of each of several matrices of `height` rows that lie below each other. */
const rowsOfAll = (rows: readonly number[], runs: number, height: number): number[] =>
  Array.from({ length: runs }, (_, run) => rows.map((row) => run * height + row)).flat();

export const ENGINE_OPS: { readonly [K in EngineOp]: EngineRow<Signatures[K]> } = {
  Gemm: {
    onnxName: 'Gemm',
    shape: ([a, b], { transA, transB }) => [a!.shape[transA]!, b!.shape[1 - transB]!],
    batching: { how: 'rewritten', rewrite: plainGemm },
    form: ({ transA, transB, alpha }) => ({ ints: { transA, transB }, floats: { alpha } }),
  },
  FusedMatMul: {
    onnxName: 'FusedMatMul',
    domain: 'com.microsoft',
    shape: ([a, b], { transA, transB }) =>
      matMulShape(swapLast(a!.shape, transA), swapLast(b!.shape, transB)),
    batching: ALIGNED,
    form: ({ transA, transB }) => ({ ints: { transA, transB } }),
  },
  HardSigmoid: {
    onnxName: 'HardSigmoid',
    pointwise: true,
    batching: ALIGNED,
    shape: first,
    form: ({ alpha, beta }) => ({ floats: { alpha, beta } }),
  },
  GatherRows: {
    onnxName: 'Gather',
    shape: ([x], { rows }) => [rows.length, ...x!.shape.slice(1)],
    batching: {
      how: 'folded',
      attributes: ({ rows }, { runs, node }) => ({ rows: rowsOfAll(rows, runs, node.inputs[0]!.shape[0]!) }),
    },
    form: ({ rows }) => ({ constants: [{ dtype: 'int64', shape: [rows.length], values: rows }] }),
  },
  ClipToNegative: {
    onnxName: 'Clip',
    pointwise: true,
    batching: ALIGNED,
    shape: first,
    form: () => ({ constants: [undefined, { dtype: 'float32', shape: [], values: [0] }] }),
  },
};

/** A node that only this engine knows. */
export const engineNode = <K extends EngineOp>(
  op: K,
  inputs: readonly Expr[],
  attributes: Signatures[K],
): Expr<K> => ({
  op,
  inputs,
  attributes,
  shape: ENGINE_OPS[op].shape(inputs, attributes),
  dtype: 'float32',
});

export const isEngineOp = (node: Expr): node is Expr<EngineOp> => Object.hasOwn(ENGINE_OPS, node.op);
