/** @file Checks that a graph is legal before an engine sees it, so that a mistake names its node instead of failing three passes later. */
import { type Expr, equalShapes, is, size, topological } from './expr.ts';
import { infer } from './make.ts';
import { isOp, OPS, type OpName } from './ops.ts';

/** @throws Error on an unknown op, a node that its op does not mean or give, a constant of the wrong size, or two inputs of one name. */
export function validate(outputs: readonly Expr[]): void {
  const names = new Map<string, Expr>();
  for (const node of topological(outputs)) {
    const where = `${node.op} [${node.shape.join(', ')}]`;
    if (is(node, 'Input')) {
      const { name } = node.attributes;
      if (names.has(name)) throw new Error(`two inputs are called ${name}`);
      names.set(name, node);
    } else if (is(node, 'Constant')) {
      const count = node.attributes.values.length;
      if (count !== size(node.shape)) throw new Error(`${where} holds ${count} values`);
    } else {
      if (!isOp(node)) throw new Error(`${where}: no such op in the table`);
      const { shape, dtype } = given(node);
      if (!equalShapes(shape, node.shape)) throw new Error(`${where}: its op gives [${shape.join(', ')}]`);
      if (dtype !== node.dtype) throw new Error(`${where}: ${node.dtype}; its op gives ${dtype}`);
    }
  }
}

const given = <K extends OpName>(node: Expr<K>): Pick<Expr, 'shape' | 'dtype'> =>
  infer(node.op, OPS[node.op], node.inputs, node.attributes);
