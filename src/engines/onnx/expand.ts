/** @file Ops that ONNX does not have, taken apart into those that it has, where no rule has found something better. */
import { type Expr, topological } from '../../graph/expr.ts';
import { isOp, type OpName } from '../../graph/ops.ts';
import type { Outputs } from '../graphs.ts';
import { loweringOf } from './forms.ts';

const isTakenApart = (node: Expr): boolean => isOp(node) && loweringOf(node.op) !== undefined;

const takenApart = <K extends OpName>({ op, attributes }: Expr<K>, inputs: readonly Expr[]) =>
  loweringOf(op)?.(inputs, attributes);

/** The same outputs without such ops; a graph that has none comes back as it is. */
export function expandLowerings(outputs: Outputs): Outputs {
  const order = topological(Object.values(outputs));
  if (!order.some(isTakenApart)) return outputs;
  const expanded = new Map<Expr, Expr>();
  for (const node of order) {
    const inputs = node.inputs.map((x) => expanded.get(x)!);
    const others = isOp(node) ? takenApart(node, inputs) : undefined;
    const same = inputs.every((x, i) => x === node.inputs[i]);
    expanded.set(node, others ?? (same ? node : { ...node, inputs }));
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, node]) => [name, expanded.get(node)!]));
}
