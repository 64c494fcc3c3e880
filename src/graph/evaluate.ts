/** @file Computes a graph in double precision by the ops' own meanings: for tests and small checks, not for training. */
import { type Expr, topological } from './expr.ts';
import { OPS, type OpName } from './ops.ts';
import { type Tensor, tensor } from './reference.ts';

/** Values of the outputs, given a tensor for every Input by name. */
export function evaluate(outputs: readonly Expr[], feeds: Readonly<Record<string, Tensor>>): Tensor[] {
  const values = new Map<Expr, Tensor>();
  for (const node of topological(outputs)) values.set(node, compute(node, values, feeds));
  return outputs.map((node) => values.get(node)!);
}

function compute(
  node: Expr,
  values: ReadonlyMap<Expr, Tensor>,
  feeds: Readonly<Record<string, Tensor>>,
): Tensor {
  if (node.op === 'Constant') return tensor(node.shape, node.attributes.values as Float32Array);
  if (node.op === 'Input') {
    const given = feeds[node.attributes.name as string];
    if (given === undefined) throw new Error(`no value for the input ${String(node.attributes.name)}`);
    return given;
  }
  const row = OPS[node.op as OpName] as (typeof OPS)['Add'];
  const inputs = node.inputs.map((x) => values.get(x)!);
  return row.reference(inputs, node.attributes);
}
