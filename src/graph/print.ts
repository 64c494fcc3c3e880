/** @file A graph as text, one line a node, for people to read: `%3 = MatMul(x, %2) [64, 128]`. */
import { type Expr, is, scalarValue, topological } from './expr.ts';

const attributeText = (value: unknown): string =>
  typeof value === 'object' ? `[${Array.from(value as ArrayLike<number>).join(', ')}]` : String(value);

/** Leaves are written where they are used; scalar constants as their number. */
export function print(outputs: Readonly<Record<string, Expr>>): string {
  const names = new Map<Expr, string>();
  const lines: string[] = [];
  const name = (node: Expr): string => {
    if (is(node, 'Input')) return node.attributes.name;
    if (is(node, 'Constant')) return String(scalarValue(node) ?? `const[${node.shape.join(', ')}]`);
    return names.get(node)!;
  };
  for (const node of topological(Object.values(outputs))) {
    if (node.inputs.length === 0) continue;
    names.set(node, `%${names.size}`);
    const attributes = Object.entries(node.attributes).map(
      ([key, value]) => `${key}=${attributeText(value)}`,
    );
    const call = `${node.op}(${[...node.inputs.map(name), ...attributes].join(', ')})`;
    const type = node.dtype === 'float32' ? '' : ` ${node.dtype}`;
    lines.push(`${name(node)} = ${call} [${node.shape.join(', ')}]${type}`);
  }
  for (const [key, node] of Object.entries(outputs)) lines.push(`${key} = ${name(node)}`);
  return lines.join('\n');
}
