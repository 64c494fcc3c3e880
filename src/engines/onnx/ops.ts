/** @file TABLE of ops that only rewrite rules bring into a graph. They need no gradient, since rules come after differentiation. */
import type { Expr, Shape } from '../../graph/expr.ts';
import type { OnnxForm } from '../../graph/op.ts';
import { OPS, type OpName } from '../../graph/ops.ts';

interface EngineSig {
  /** alpha · A' B' + C, where ' transposes if asked; C may stretch. */
  Gemm: { readonly transA: number; readonly transB: number; readonly alpha: number };
  /** clip(alpha · x + beta, 0, 1) */
  HardSigmoid: { readonly alpha: number; readonly beta: number };
  /** min(x, 0). Clip with one bound passes over memory once, where Min with a scalar is slower. */
  ClipToNegative: Record<never, never>;
}
export type EngineOp = keyof EngineSig;

interface EngineRow<K extends EngineOp> {
  readonly onnxName: string;
  shape(inputs: readonly Expr[], attributes: EngineSig[K]): Shape;
  form(attributes: EngineSig[K]): OnnxForm;
}

const first = ([x]: readonly Expr[]): Shape => x!.shape;

export const ENGINE_OPS: { readonly [K in EngineOp]: EngineRow<K> } = {
  Gemm: {
    onnxName: 'Gemm',
    shape: ([a, b], { transA, transB }) => [a!.shape[transA]!, b!.shape[1 - transB]!],
    form: ({ transA, transB, alpha }) => ({ ints: { transA, transB }, floats: { alpha } }),
  },
  HardSigmoid: {
    onnxName: 'HardSigmoid',
    shape: first,
    form: ({ alpha, beta }) => ({ floats: { alpha, beta } }),
  },
  ClipToNegative: {
    onnxName: 'Clip',
    shape: first,
    form: () => ({ constants: [undefined, { dtype: 'float32', shape: [], values: [0] }] }),
  },
};

/** A node that only this engine knows. */
export const engineNode = <K extends EngineOp>(
  op: K,
  inputs: readonly Expr[],
  attributes: EngineSig[K],
): Expr => ({
  op,
  inputs,
  attributes,
  shape: ENGINE_OPS[op].shape(inputs, attributes),
  dtype: 'float32',
});

/** ONNX name, attributes and constant inputs of any node. */
export function onnxForm(node: Expr): { readonly type: string; readonly form: OnnxForm } {
  const own = ENGINE_OPS[node.op as EngineOp] as (typeof ENGINE_OPS)['Gemm'] | undefined;
  if (own !== undefined) return { type: own.onnxName, form: own.form(node.attributes as EngineSig['Gemm']) };
  const row = OPS[node.op as OpName] as (typeof OPS)['Add'];
  return { type: node.op, form: row.onnx?.(node.attributes, node) ?? {} };
}
