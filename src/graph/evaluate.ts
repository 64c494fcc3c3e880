/** @file Computes a graph in double precision by the ops' own meanings: for tests and small checks, not for training. */
import { type Expr, is, topological } from './expr.ts';
import { isOp, OPS, type OpName } from './ops.ts';
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
  if (is(node, 'Constant')) return tensor(node.shape, node.attributes.values);
  if (is(node, 'Input')) {
    const { name } = node.attributes;
    const given = feeds[name];
    if (given === undefined) throw new Error(`no value for the input ${name}`);
    return given;
  }
  if (!isOp(node)) throw new Error(`${node.op}: no such op in the table`);
  return meaning(
    node,
    node.inputs.map((x) => values.get(x)!),
  );
}

const meaning = <K extends OpName>(node: Expr<K>, inputs: readonly Tensor[]): Tensor =>
  OPS[node.op].reference(inputs, node.attributes);
