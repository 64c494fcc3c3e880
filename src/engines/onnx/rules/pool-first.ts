/** @file Rule: pooling comes before what is monotone, so that less is left to compute. */
import type { Expr } from '../../../graph/expr.ts';
import { maxPool, maxPoolGrad, mul, reduceSum, sub } from '../../../graph/ops.ts';
import type { PoolAttributes } from '../../../graph/window.ts';
import { engineNode } from '../ops.ts';
import { isPointwise, numberIn, type Rule, rebuild, STEEP, sameShape } from './rule.ts';

const INCREASING = new Set('Relu Elu LeakyRelu Sigmoid Tanh Softplus Exp'.split(' '));

/** Whether an operand is the same at every place of an image. */
const isEvenInSpace = ({ shape }: Expr): boolean => (shape.at(-1) ?? 1) === 1 && (shape.at(-2) ?? 1) === 1;

/** 1 where x ≥ 0, else −1. */
const signOf = (x: Expr): Expr => sub(mul(engineNode('HardSigmoid', [x], { alpha: STEEP, beta: 1 }), 2), 1);
const isSign = (x: Expr): boolean => {
  const step = x.op === 'Sub' ? x.inputs[0]!.inputs[0] : undefined;
  return step?.op === 'HardSigmoid' && step.attributes.alpha === STEEP && step.attributes.beta === 1;
};

/** What is pooled instead of a node, and the node's maxima computed from that. */
interface Pooled {
  readonly x: Expr;
  readonly value: Expr;
}

/** Pools below the increasing functions that lead to `node`: MaxPool(f(u)) = f(MaxPool(u)). */
function pooled(node: Expr, attributes: PoolAttributes): Pooled {
  const [a, b] = node.inputs as [Expr, Expr];
  const beneath = (u: Expr): Pooled => {
    const inner = pooled(u, attributes);
    const inputs = node.inputs.map((x) => (x === u ? inner.value : x));
    return { ...inner, value: { ...node, inputs, shape: inner.value.shape } };
  };
  if (INCREASING.has(node.op) && ((node.attributes.alpha as number | undefined) ?? 1) > 0) return beneath(a);
  const keeps = b !== undefined && node.inputs.length === 2 && sameShape(a, node) && isEvenInSpace(b);
  if (keeps && (node.op === 'Add' || node.op === 'Sub')) return beneath(a);
  if (node.op === 'Max' || node.op === 'Min' || node.op === 'Mul') {
    const bound = node.inputs.findIndex((x) => numberIn(x) !== undefined);
    const fits = node.op !== 'Mul' || (bound >= 0 && numberIn(node.inputs[bound]!)! > 0);
    if (node.inputs.length === 2 && bound >= 0 && fits) return beneath(node.inputs[1 - bound]!);
  }
  if (node.op === 'Mul' && keeps) {
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
  if (x.op === 'Mul' && node === x.inputs[0] && isSign(x.inputs[1]!)) return mul(y, x.inputs[1]!);
  if (isEvenInSpace(node)) return node;
  if (!isPointwise(node) || !sameShape(node, x)) return undefined;
  const inputs = node.inputs.map((input) => atMaximum(input, x, y));
  return inputs.includes(undefined) ? undefined : { ...node, inputs: inputs as Expr[], shape: y.shape };
}

/** Whether a gradient of pooling is that of the maxima themselves, so that every window has a place that reaches its own. */
function isOfMaximum({ inputs: [, x, y], attributes }: Expr): boolean {
  const isSame = (name: keyof PoolAttributes): boolean =>
    String(y!.attributes[name]) === String(attributes[name]);
  return (
    y!.op === 'MaxPool' && y!.inputs[0] === x && isSame('kernel_shape') && isSame('strides') && isSame('pads')
  );
}

/** What is multiplied to a gradient of pooling, or summed over it, moved inside. */
function inside(node: Expr): Expr {
  const at = node.inputs.findIndex((x) => x.op === 'MaxPoolGrad');
  if (at < 0 || !isOfMaximum(node.inputs[at]!)) return node;
  const [d, x, y] = node.inputs[at]!.inputs as [Expr, Expr, Expr];
  const { axes, keepdims } = node.attributes as { axes?: readonly number[]; keepdims?: number };
  if (node.op === 'ReduceSum' && axes?.includes(2) && axes.includes(3)) return reduceSum(d, axes, keepdims);
  const isLinear =
    node.op === 'Mul' ||
    node.op === 'Neg' ||
    (node.op === 'Div' && at === 0) ||
    (node.op === 'Where' && at > 0 && numberIn(node.inputs[3 - at]!) === 0);
  if (!isLinear || String(node.shape) !== String(x.shape)) return node;
  const others = node.inputs.map((input, i) => (i === at ? d : atMaximum(input, x, y)));
  if (others.includes(undefined)) return node;
  const moved = { ...node, inputs: others as Expr[], shape: d.shape };
  return maxPoolGrad(moved, x, y, node.inputs[at]!.attributes as unknown as PoolAttributes);
}

export const poolFirst: Rule = {
  summary:
    'An increasing function commutes with taking maxima: MaxPool(f(z + b)) = f(MaxPool(z) + b), and with a factor s a channel, MaxPool(s z) = ' +
    '|s| MaxPool(sign(s) z). So bias, batch norm and activation see one number a window. Backward, what is multiplied to the gradient of a pooled value is ' +
    'needed at the maxima only. Where a flat part of f makes ties, another of them gets the gradient, which is 0 there.',
  apply: (outputs) =>
    rebuild(outputs, (node, before) => {
      const attributes = node.attributes as unknown as PoolAttributes;
      if (node.op === 'MaxPool') return pooled(node.inputs[0]!, attributes).value;
      if (node.op !== 'MaxPoolGrad') return inside(node);
      if (!isOfMaximum(before)) return node;
      const [d, of] = node.inputs as [Expr, Expr];
      const { x } = pooled(of, attributes);
      return maxPoolGrad(d, x, maxPool(x, attributes), attributes);
    }),
};
