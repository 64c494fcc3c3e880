/** @file A tensor expression: an immutable node that knows its shape. A graph is just the expressions reachable from its outputs. */
import { type Shape, size } from '../shape.ts';

// Every size is known when the graph is built.
export { type Shape, size };
export type DType = 'float32' | 'int32' | 'bool';

/**
 * The attributes of every kind of node, by the name of its op. Whoever brings in ops declares theirs here (`declare module`): the families of
 * this room, and an engine those that only it knows.
 */
export interface Signatures {
  /** A leaf whose value is given when the graph runs. */
  Input: { readonly name: string };
  /** A leaf with a fixed value, in row-major order; one that is `apart` is not joined with others of the same value. */
  Constant: { readonly values: Float32Array; readonly apart?: true };
}
/** Names of ops are ONNX's where ONNX has them. */
export type NodeName = keyof Signatures;
export type NoAttributes = Readonly<Record<never, never>>;

export interface Expr<K extends NodeName = NodeName> {
  readonly op: K;
  readonly inputs: readonly Expr[];
  readonly attributes: Signatures[K];
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Whether a node is of an op; then its attributes are known too. */
export const is = <K extends NodeName>(node: Expr | undefined, op: K): node is Expr<K> => node?.op === op;

/** Whether two shapes are the same, axis by axis. */
export const equalShapes = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);

export const input = (name: string, shape: Shape, dtype: DType = 'float32'): Expr<'Input'> => ({
  op: 'Input',
  inputs: [],
  attributes: { name },
  shape,
  dtype,
});

export const constant = (values: Float32Array | readonly number[], shape: Shape): Expr<'Constant'> => ({
  op: 'Constant',
  inputs: [],
  attributes: { values: Float32Array.from(values) },
  shape,
  dtype: 'float32',
});

/** The single number of a scalar constant, else undefined. */
export function scalarValue(expr: Expr): number | undefined {
  return is(expr, 'Constant') && size(expr.shape) === 1 ? expr.attributes.values[0] : undefined;
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

/** The Inputs that the outputs depend on. */
export const inputsOf = (outputs: readonly Expr[]): Expr<'Input'>[] =>
  topological(outputs).filter((node) => is(node, 'Input'));
