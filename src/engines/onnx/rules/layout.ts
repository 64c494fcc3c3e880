/** @file Rule: matrices of activations are kept feature-major, [units, batch]. */
import { type Expr, input, is, type Shape, topological } from '../../../graph/expr.ts';
import {
  add,
  isReduction,
  matMul,
  type ReductionName,
  relu,
  reshape,
  transpose,
} from '../../../graph/ops.ts';
import { isSwap, type Outputs, type Rule } from './rule.ts';
import { isPointwise } from './traits.ts';

const isMatrix = (node: Expr): boolean => node.shape.length === 2;
/** Nodes that can be computed transposed as well as plain. */
const isFlexible = (node: Expr): boolean =>
  isMatrix(node) && (isPointwise(node) || is(node, 'MatMul') || isSwap(node));

/** First guess, from the leaves up: which matrices come out transposed if nothing is transposed on the way. */
function guess(order: readonly Expr[]): Map<Expr, boolean> {
  const flipped = new Map<Expr, boolean>();
  const isFlipped = (x: Expr | undefined): boolean => x !== undefined && flipped.get(x) === true;
  for (const node of order) {
    const [a, b] = node.inputs;
    if (!isMatrix(node)) flipped.set(node, false);
    else if (isSwap(node)) flipped.set(node, !isFlipped(a));
    // (AB)ᵀ = BᵀAᵀ: with one operand transposed both ways cost the same, and weights stay the left operand, which is not repacked.
    else if (is(node, 'MatMul')) flipped.set(node, isFlipped(a) || isFlipped(b));
    else if (isPointwise(node))
      flipped.set(
        node,
        node.inputs.some((x) => isMatrix(x) && isFlipped(x)),
      );
    else flipped.set(node, isReduction(node) && isFlipped(a));
  }
  return flipped;
}

/** Second look, from the outputs down: a matrix whose users all want it the other way is computed that way. */
function settle(order: readonly Expr[], outputs: Outputs, flipped: Map<Expr, boolean>): void {
  const wishes = new Map<Expr, Set<boolean>>();
  const wish = (node: Expr, value: boolean): void =>
    void (wishes.get(node) ?? wishes.set(node, new Set()).get(node)!).add(value);
  for (const node of Object.values(outputs)) wish(node, false);
  for (const node of [...order].reverse()) {
    const wanted = wishes.get(node);
    if (isFlexible(node) && wanted?.size === 1) flipped.set(node, wanted.has(true));
    const own = flipped.get(node)!;
    for (const x of node.inputs) {
      if (isSwap(node)) wish(x, !own);
      else if (isPointwise(node)) wish(x, own);
      else if (!is(node, 'MatMul') && !isReduction(node)) wish(x, false);
    }
  }
  for (const node of order)
    if (isReduction(node) && isMatrix(node)) flipped.set(node, flipped.get(node.inputs[0]!)!);
}

/** A node's value, transposed or not. */
type Get = (node: Expr, flip: boolean) => Expr;

/** Reads what has been computed; a node wanted both ways is transposed once. */
function views(flipped: ReadonlyMap<Expr, boolean>, stored: ReadonlyMap<Expr, Expr>): Get {
  const swapped = new Map<Expr, Expr>();
  return (node, flip) => {
    const value = stored.get(node)!;
    if (!isMatrix(node) || flipped.get(node) === flip) return value;
    const known = swapped.get(node) ?? transpose(value);
    swapped.set(node, known);
    return known;
  };
}

const turned = (shape: Shape, flip: boolean): Shape => (flip ? [...shape].reverse() : shape);

/** An element-wise matrix: a vector along the features, or along the batch, is stretched over a transposed one. */
function elementwise(node: Expr, flip: boolean, get: Get): Expr {
  const operand = (x: Expr): Expr =>
    x.shape.length === 1 && flip ? reshape(get(x, false), [x.shape[0]!, 1]) : get(x, flip);
  return { ...node, inputs: node.inputs.map(operand), shape: turned(node.shape, flip) };
}

/** A reduction of a matrix that is there transposed. */
function reduction(node: Expr<ReductionName>, flip: boolean, get: Get): Expr {
  const axes = node.attributes.axes.map((axis) => 1 - axis);
  const inputs = [get(node.inputs[0]!, true)];
  return { ...node, inputs, attributes: { ...node.attributes, axes }, shape: turned(node.shape, flip) };
}

/** Computes every node the way it was settled on. */
function emit(order: readonly Expr[], outputs: Outputs, flipped: ReadonlyMap<Expr, boolean>): Outputs {
  const stored = new Map<Expr, Expr>();
  const get = views(flipped, stored);
  const emitted = (node: Expr): Expr => {
    const flip = flipped.get(node)!;
    const [a, b] = node.inputs as [Expr, Expr];
    if (isSwap(node)) return get(a, !flip);
    if (is(node, 'MatMul') && isMatrix(node))
      return flip ? matMul(get(b, true), get(a, true)) : matMul(get(a, false), get(b, false));
    if (isPointwise(node) && isMatrix(node)) return elementwise(node, flip, get);
    if (isReduction(node) && isMatrix(a) && flipped.get(a)) return reduction(node, flip, get);
    return node.inputs.length > 0 ? { ...node, inputs: node.inputs.map((x) => get(x, false)) } : node;
  };
  for (const node of order) stored.set(node, emitted(node));
  return Object.fromEntries(Object.entries(outputs).map(([name, node]) => [name, get(node, false)]));
}

export const featureMajor: Rule = {
  summary:
    'Activations and their gradients are stored as [units, batch] instead of [batch, units], by (AB)ᵀ = BᵀAᵀ; element-wise ops and sums are indifferent to it. ' +
    'The weights are then the operand of a product that onnxruntime does not repack.',
  example: () => {
    const layer = matMul(input('x', [64, 784]), transpose(input('w', [100, 784])));
    return { y: matMul(relu(add(layer, input('b', [100]))), transpose(input('w2', [10, 100]))) };
  },
  apply: (outputs) => {
    const order = topological(Object.values(outputs));
    const flipped = guess(order);
    settle(order, outputs, flipped);
    return emit(order, outputs, flipped);
  },
};
