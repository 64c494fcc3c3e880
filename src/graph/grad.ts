/** @file The reverse walker: from a scalar back to what it depends on, with the gradients of the ops table. */
import { constant, type Expr, equalShapes, type Shape, size, topological } from './expr.ts';
import { add, expand, isOp, OPS, type OpName, reduceSum, reshape } from './ops.ts';

/** Sums a gradient over the axes along which an operand of shape `target` had stretched. */
export function unbroadcast(d: Expr, target: Shape): Expr {
  const extra = d.shape.length - target.length;
  if (extra < 0) return unbroadcast(reshape(d, [...Array<number>(-extra).fill(1), ...d.shape]), target);
  const axes = d.shape.flatMap((n, i) => (i < extra || (target[i - extra] === 1 && n !== 1) ? [i] : []));
  const summed = axes.length > 0 ? reduceSum(d, axes) : d;
  if (equalShapes(summed.shape, target)) return summed;
  // A gradient may also be smaller than its operand, where every element got the same: stretch it.
  return size(summed.shape) === size(target) ? reshape(summed, target) : expand(summed, target);
}

/**
 * Gradients of the scalar `y` with respect to each of `targets`: expressions of the same shapes, zeros where y does not depend on one.
 * Reverse-mode differentiation: each node hands its gradient, summed over all its uses, to its inputs.
 */
export function gradients(y: Expr, targets: readonly Expr[]): Expr[] {
  if (y.shape.length > 0) throw new Error(`only a scalar has gradients here, not [${y.shape.join(', ')}]`);
  const order = topological([y]);
  // Only what lies between y and a target needs a gradient.
  const wanted = new Set<Expr>(targets);
  for (const node of order) if (node.inputs.some((x) => wanted.has(x))) wanted.add(node);

  const sums = new Map<Expr, Expr>([[y, constant([1], [])]]);
  for (const node of order.reverse()) {
    const d = sums.get(node);
    if (d === undefined || !wanted.has(node) || !isOp(node)) continue;
    const parts = gradientsOf(node, d);
    node.inputs.forEach((x, i) => {
      const part = parts[i];
      if (part === undefined || !wanted.has(x)) return;
      const gradient = unbroadcast(part, x.shape);
      const earlier = sums.get(x);
      sums.set(x, earlier === undefined ? gradient : add(earlier, gradient));
    });
  }
  return targets.map((x) => sums.get(x) ?? expand(constant([0], []), x.shape));
}

/** What a node hands to its inputs of its gradient `d`. */
const gradientsOf = <K extends OpName>(node: Expr<K>, d: Expr): readonly (Expr | undefined)[] =>
  OPS[node.op].gradient(d, node, node.inputs, node.attributes);
