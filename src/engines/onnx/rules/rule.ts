/** @file What a rewrite rule is, and the bottom-up walk that most of them are. */
import {
  type Expr,
  equalShapes,
  is,
  type NodeName,
  scalarValue,
  size,
  topological,
} from '../../../graph/expr.ts';
import type { Outputs } from '../../graphs.ts';

/**
 * Slope of a HardSigmoid that compares: so steep that every normal float32 above 0 gives at least 1; infinity is clipped like any other
 * number.
 */
export const STEEP = 3e38;

export type { Outputs };

/** A rewrite that leaves every output's value as it is, to rounding, and makes it cheaper. */
export interface Rule {
  /** When it applies and why the result stays, for the docs. */
  readonly summary: string;
  /** A small graph that it changes, for the docs; ops that only rules know may be in it. */
  example(): Outputs;
  apply(outputs: Outputs): Outputs;
}

/** Text of attributes; what has the same is the same, whatever order they were given in. */
export const attributesText = ({ attributes }: Expr): string =>
  Object.entries(attributes)
    .map(([key, value]) =>
      value instanceof Float32Array
        ? `${key}:${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}`
        : `${key}:${value}`,
    )
    .sort()
    .join();

/** Text that two expressions share only if they compute the same from the same inputs. */
const signature = (node: Expr, id: (x: Expr) => number): string =>
  `${node.op}(${node.inputs.map(id)})${attributesText(node)}[${node.shape}]`;

/**
 * Rebuilds a graph from its leaves up. `change` sees each node with its inputs already rebuilt and returns what stands in its place;
 * nodes that compute the same become one (so rules can compare expressions by identity).
 */
export function rebuild(
  outputs: Outputs,
  change: (node: Expr, before: Expr) => Expr = (node) => node,
): Outputs {
  const built = new Map<Expr, Expr>();
  const ids = new Map<Expr, number>();
  const known = new Map<string, Expr>();
  const unique = (node: Expr): Expr => {
    if (ids.has(node)) return node;
    const inputs = node.inputs.map(unique);
    const same = inputs.every((x, i) => x === node.inputs[i]) ? node : { ...node, inputs };
    const key = signature(same, (x) => ids.get(x)!);
    const earlier = known.get(key);
    if (earlier !== undefined) return earlier;
    ids.set(same, ids.size);
    known.set(key, same);
    return same;
  };
  for (const node of topological(Object.values(outputs))) {
    const inputs = node.inputs.map((x) => built.get(x)!);
    const current = unique(inputs.every((x, i) => x === node.inputs[i]) ? node : { ...node, inputs });
    built.set(node, unique(change(current, node)));
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, node]) => [name, built.get(node)!]));
}

/** Numbers in the largest tensor that a graph computes. */
export const largestTensor = (outputs: Outputs): number =>
  topological(Object.values(outputs)).reduce((most, { shape }) => Math.max(most, size(shape)), 0);

/** How many nodes and outputs use each expression. */
export function useCounts(outputs: Outputs): Map<Expr, number> {
  const counts = new Map<Expr, number>();
  const count = (node: Expr): void => void counts.set(node, (counts.get(node) ?? 0) + 1);
  for (const node of topological(Object.values(outputs))) node.inputs.forEach(count);
  Object.values(outputs).forEach(count);
  return counts;
}

export const isScalar = (node: Expr): boolean => node.shape.length === 0;

/** The number that an expression is: a constant without axes, which gives nothing else another shape. */
export const numberIn = (node: Expr): number | undefined => (isScalar(node) ? scalarValue(node) : undefined);

export const sameShape = (a: Expr, b: Expr): boolean => equalShapes(a.shape, b.shape);

/** Whether it is Where(x > 0, 1, …), with x of the result's own shape. */
export function isStep(node: Expr): boolean {
  const [condition, one] = node.inputs;
  return (
    is(node, 'Where') &&
    is(condition, 'Greater') &&
    numberIn(condition.inputs[1]!) === 0 &&
    numberIn(one!) === 1 &&
    sameShape(condition.inputs[0]!, node)
  );
}

/** The transpose of a matrix. */
export const isSwap = (node: Expr): boolean =>
  is(node, 'Transpose') && String(node.attributes.perm) === '1,0';

/** Whether a gradient of pooling, of (d, x, y), is that of the maxima of x themselves, so that every window has a place that reaches its own. */
export function isOfMaximum(node: Expr, pool: NodeName): boolean {
  const [, x, y] = node.inputs;
  return is(y, pool) && y.inputs[0] === x && attributesText(y) === attributesText(node);
}
