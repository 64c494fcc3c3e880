/** @file Rule: pooling comes before what is monotone, so that less is left to compute. */

import { type Expr, input, is } from '../../../graph/expr.ts';
import { add, maxPool, maxPoolGrad, mul, reduceSum, relu, sub } from '../../../graph/ops.ts';
import type { PoolAttributes } from '../../../graph/window.ts';
import { engineNode } from '../ops.ts';
import { slopeOf } from './examples.ts';
import { isOfMaximum, numberIn, type Rule, rebuild, STEEP, sameShape } from './rule.ts';
import { isLinearIn, isPointwise, risesStrictly, risingOperands } from './traits.ts';

/** Whether an operand is the same at every place of an image. */
const isEvenInSpace = ({ shape }: Expr): boolean => (shape.at(-1) ?? 1) === 1 && (shape.at(-2) ?? 1) === 1;

/** 1 where x ≥ 0, else −1. */
const signOf = (x: Expr): Expr => sub(mul(engineNode('HardSigmoid', [x], { alpha: STEEP, beta: 1 }), 2), 1);
function isSign(x: Expr): boolean {
  const step = is(x, 'Sub') ? x.inputs[0]!.inputs[0] : undefined;
  return is(step, 'HardSigmoid') && step.attributes.alpha === STEEP && step.attributes.beta === 1;
}

/** What is pooled instead of a node, and the node's maxima computed from that. */
interface Pooled {
  readonly x: Expr;
  readonly value: Expr;
}

/** The operand, by number, that a node rises with from place to place, as it is alone in not being the same at all of them. */
function risingAlone(node: Expr): number | undefined {
  // What may be flat makes ties, of which another then has the gradient: only with numbers, as activations have them.
  const isFixed = risesStrictly(node) ? isEvenInSpace : (x: Expr) => numberIn(x) !== undefined;
  return risingOperands(node).find(
    (i) => sameShape(node.inputs[i]!, node) && node.inputs.every((x, other) => other === i || isFixed(x)),
  );
}

/** Of a product the other operand, by number, than a number above 0. */
function scaledUp({ inputs }: Expr<'Mul'>): number | undefined {
  const factor = inputs.findIndex((x) => numberIn(x) !== undefined);
  return factor >= 0 && numberIn(inputs[factor]!)! > 0 ? 1 - factor : undefined;
}

/** Pools below the increasing functions that lead to `node`: MaxPool(f(u)) = f(MaxPool(u)). */
function pooled(node: Expr, attributes: PoolAttributes): Pooled {
  const at = risingAlone(node) ?? (is(node, 'Mul') ? scaledUp(node) : undefined);
  if (at !== undefined) {
    const inner = pooled(node.inputs[at]!, attributes);
    const inputs = node.inputs.map((x, i) => (i === at ? inner.value : x));
    return { ...inner, value: { ...node, inputs, shape: inner.value.shape } };
  }
  const [a, b] = node.inputs as [Expr, Expr];
  if (is(node, 'Mul') && sameShape(a, node) && isEvenInSpace(b)) {
    // The factor's size may wait until after pooling, its sign may not.
    const sign = signOf(b);
    const x = mul(a, sign);
    return { x, value: mul(mul(maxPool(x, attributes), sign), b) };
  }
  return { x: node, value: maxPool(node, attributes) };
}

/** An element-wise function of what was pooled, x, at the places of its maxima, y; undefined where it depends on anything else. */
function atMaximum(node: Expr, x: Expr, y: Expr): Expr | undefined {
  if (node === x) return y;
  if (is(x, 'Mul') && node === x.inputs[0] && isSign(x.inputs[1]!)) return mul(y, x.inputs[1]!);
  if (isEvenInSpace(node)) return node;
  if (!isPointwise(node) || !sameShape(node, x)) return undefined;
  const inputs = node.inputs.map((input) => atMaximum(input, x, y));
  return inputs.every((input) => input !== undefined) ? { ...node, inputs, shape: y.shape } : undefined;
}

/** What is multiplied to a gradient of pooling, or summed over it, moved inside. */
function inside(node: Expr): Expr {
  const at = node.inputs.findIndex((x) => is(x, 'MaxPoolGrad'));
  const gradient = node.inputs[at];
  if (!is(gradient, 'MaxPoolGrad') || !isOfMaximum(gradient, 'MaxPool')) return node;
  const [d, x, y] = gradient.inputs as [Expr, Expr, Expr];
  if (is(node, 'ReduceSum')) {
    const { axes, keepdims } = node.attributes;
    return axes.includes(2) && axes.includes(3) ? reduceSum(d, axes, keepdims) : node;
  }
  const chooses = is(node, 'Where') && at > 0 && numberIn(node.inputs[3 - at]!) === 0;
  if (!(isLinearIn(node, at) || chooses) || !sameShape(node, x)) return node;
  const others = node.inputs.map((input, i) => (i === at ? d : atMaximum(input, x, y)));
  if (!others.every((other) => other !== undefined)) return node;
  return maxPoolGrad({ ...node, inputs: others, shape: d.shape }, x, y, gradient.attributes);
}

export const poolFirst: Rule = {
  summary:
    'An increasing function commutes with taking maxima: MaxPool(f(z + b)) = f(MaxPool(z) + b), and with a factor s a channel, MaxPool(s z) = ' +
    '|s| MaxPool(sign(s) z). So bias, batch norm and activation see one number a window. Backward, what is multiplied to the gradient of a pooled value is ' +
    'needed at the maxima only. Where a flat part of f makes ties, another of them gets the gradient, which is 0 there.',
  example: () => {
    const windows = { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] };
    const z = add(input('x', [2, 16, 8, 8]), input('b', [16, 1, 1]));
    const y = maxPool(relu(z), windows);
    return { y, dx: mul(maxPoolGrad(input('d', y.shape), relu(z), y, windows), slopeOf(z, 0)) };
  },
  apply: (outputs) =>
    rebuild(outputs, (node, before) => {
      if (is(node, 'MaxPool')) return pooled(node.inputs[0]!, node.attributes).value;
      if (!is(node, 'MaxPoolGrad')) return inside(node);
      if (!isOfMaximum(before, 'MaxPool')) return node;
      const [d, of] = node.inputs as [Expr, Expr];
      const { x } = pooled(of, node.attributes);
      return maxPoolGrad(d, x, maxPool(x, node.attributes), node.attributes);
    }),
};
