/** @file Checks that a graph is legal before an engine sees it, so that a mistake names its node instead of failing three passes later. */
import { type Expr, type Shape, size, topological } from './expr.ts';
import { infer, OPS } from './ops.ts';

const equal = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i]);

/** Throws on an unknown op, a node that its op does not mean or give, a constant of the wrong size, or two inputs of one name. */
export function validate(outputs: readonly Expr[]): void {
  const names = new Map<string, Expr>();
  for (const node of topological(outputs)) {
    const where = `${node.op} [${node.shape.join(', ')}]`;
    if (node.op === 'Input') {
      const name = node.attributes.name as string;
      if (names.has(name)) throw new Error(`two inputs are called ${name}`);
      names.set(name, node);
    } else if (node.op === 'Constant') {
      const count = (node.attributes.values as Float32Array).length;
      if (count !== size(node.shape)) throw new Error(`${where} holds ${count} values`);
    } else {
      if (!Object.hasOwn(OPS, node.op)) throw new Error(`${where}: no such op in the table`);
      const { shape, dtype } = infer(node.op as 'Add', node.inputs, node.attributes);
      if (!equal(shape, node.shape)) throw new Error(`${where}: its op gives [${shape.join(', ')}]`);
      if (dtype !== node.dtype) throw new Error(`${where}: ${node.dtype}; its op gives ${dtype}`);
    }
  }
}
