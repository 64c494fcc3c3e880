/** @file Computes a graph with TensorFlow.js, node by node; what of it is differentiable TensorFlow.js then differentiates by itself. */
import { type Expr, is, topological } from '../../graph/expr.ts';
import { isOp, type OpName } from '../../graph/ops.ts';
import type { Outputs } from '../graphs.ts';
import { TF_OPS } from './ops.ts';
import type { Tensor, Tf } from './tf.ts';

/** Values of the outputs, given a tensor for every Input by name. */
export type Program = (tf: Tf, feeds: ReadonlyMap<string, Tensor>) => Record<string, Tensor>;

/**
 * A graph whose order is settled. It makes many tensors, so it is to be called within tf.tidy. `frugal`: frees each tensor after its last use,
 * for passes that are not differentiated.
 */
export function program(outputs: Outputs, frugal = false): Program {
  const order = topological(Object.values(outputs));
  const wanted = new Set(Object.values(outputs));
  const done = lastUses(order, wanted);
  return (tf, feeds) => {
    const values = new Map<Expr, Tensor>();
    for (const node of order) {
      const inputs = node.inputs.map((x) => values.get(x)!);
      const value = () => compute(tf, node, inputs, feeds);
      values.set(node, frugal && inputs.length > 0 ? tf.tidy(value) : value());
      if (!frugal) continue;
      for (const used of done.get(node) ?? []) {
        const last = values.get(used)!;
        values.delete(used);
        if (!is(used, 'Input') && ![...values.values()].includes(last)) last.dispose();
      }
    }
    return Object.fromEntries(Object.entries(outputs).map(([name, node]) => [name, values.get(node)!]));
  };
}

/** For each node the nodes that are used there for the last time. */
function lastUses(order: readonly Expr[], wanted: ReadonlySet<Expr>): Map<Expr, Expr[]> {
  const at = new Map<Expr, Expr>();
  for (const node of order) for (const used of node.inputs) at.set(used, node);
  const uses = new Map<Expr, Expr[]>();
  for (const [used, node] of at) if (!wanted.has(used)) uses.set(node, [...(uses.get(node) ?? []), used]);
  return uses;
}

function compute(tf: Tf, node: Expr, inputs: readonly Tensor[], feeds: ReadonlyMap<string, Tensor>): Tensor {
  if (is(node, 'Constant')) return tf.tensor(node.attributes.values, [...node.shape]);
  if (is(node, 'Input')) return feeds.get(node.attributes.name)!;
  if (!isOp(node)) throw new Error(`${node.op}: no such op in the table`);
  return byRow(tf, node, inputs);
}

function byRow<K extends OpName>(tf: Tf, node: Expr<K>, inputs: readonly Tensor[]): Tensor {
  const row = TF_OPS[node.op];
  if (typeof row !== 'function') throw new Error(`${node.op}: ${row.reason}`);
  return row(tf, inputs, node.attributes, node);
}
