/** @file Ops that ONNX does not have, taken apart into those that it has, where no rule has found something better. */
import { type Expr, topological } from '../../graph/expr.ts';
import type { OpDef } from '../../graph/op.ts';
import { OPS, type OpName } from '../../graph/ops.ts';
import type { Outputs } from './rules/rule.ts';

const loweringOf = (node: Expr) => (OPS[node.op as OpName] as OpDef<unknown> | undefined)?.lowering;

/** The same outputs without such ops; a graph that has none comes back as it is. */
export function expandLowerings(outputs: Outputs): Outputs {
  const order = topological(Object.values(outputs));
  if (!order.some(loweringOf)) return outputs;
  const expanded = new Map<Expr, Expr>();
  for (const node of order) {
    const inputs = node.inputs.map((x) => expanded.get(x)!);
    const lowering = loweringOf(node);
    if (lowering) expanded.set(node, lowering(inputs, node.attributes));
    else expanded.set(node, inputs.every((x, i) => x === node.inputs[i]) ? node : { ...node, inputs });
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, node]) => [name, expanded.get(node)!]));
}
