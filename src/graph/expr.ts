/** @file A tensor expression: an immutable node that knows its shape. A graph is just the expressions reachable from its outputs. */

/** Sizes of the axes, outermost first; [] is a scalar. Every size is known when the graph is built. */
export type Shape = readonly number[];
export type DType = 'float32' | 'int64' | 'bool';
export type Attribute = number | string | readonly number[] | Float32Array;
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Expr {
  /** Name of the op, ONNX's where ONNX has it; `Input` and `Constant` are the leaves. */
  readonly op: string;
  readonly inputs: readonly Expr[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Number of elements of a tensor of this shape. */
export const size = (shape: Shape): number => shape.reduce((product, axis) => product * axis, 1);

/** A leaf whose value is given when the graph runs. */
export const input = (name: string, shape: Shape, dtype: DType = 'float32'): Expr => ({
  op: 'Input',
  inputs: [],
  attributes: { name },
  shape,
  dtype,
});

/** A leaf with a fixed value, in row-major order. */
export const constant = (values: Float32Array | readonly number[], shape: Shape): Expr => ({
  op: 'Constant',
  inputs: [],
  attributes: { values: Float32Array.from(values) },
  shape,
  dtype: 'float32',
});

/** The single number of a scalar constant, else undefined. */
export function scalarValue(expr: Expr): number | undefined {
  if (expr.op !== 'Constant' || size(expr.shape) !== 1) return undefined;
  return (expr.attributes.values as Float32Array)[0];
}

/** Every expression that the outputs depend on, each after its inputs; deep chains do not exhaust the stack. */
export function topological(outputs: readonly Expr[]): Expr[] {
  const order: Expr[] = [];
  const state = new Map<Expr, 'open' | 'done'>();
  const stack = [...outputs].reverse();
  while (stack.length > 0) {
    const expr = stack.at(-1) as Expr;
    if (state.get(expr) === undefined) {
      state.set(expr, 'open');
      for (const inner of expr.inputs) if (!state.has(inner)) stack.push(inner);
    } else {
      stack.pop();
      if (state.get(expr) === 'open') {
        state.set(expr, 'done');
        order.push(expr);
      }
    }
  }
  return order;
}
