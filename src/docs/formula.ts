/** @file An expression as one line, nested, where print.ts gives a line a node: short ones read better so. */
import { type Expr, is, scalarValue } from '../graph/expr.ts';

/** `Mul(d, Sub(1, y))`; attributes as in `ReduceSum(d, axes=[0])`. */
export function formula(expr: Expr): string {
  if (is(expr, 'Input')) return expr.attributes.name;
  // Constants are kept in float32: seven digits say all there is.
  if (is(expr, 'Constant')) return String(Number(scalarValue(expr)!.toPrecision(7)));
  const attributes = Object.entries(expr.attributes).map(([key, value]) => `${key}=${valueText(value)}`);
  return `${expr.op}(${[...expr.inputs.map(formula), ...attributes].join(', ')})`;
}

/** A number, or a list in brackets. */
export const valueText = (value: unknown): string =>
  typeof value === 'object' ? `[${Array.from(value as ArrayLike<number>).join(', ')}]` : String(value);
