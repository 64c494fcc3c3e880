/** @file Rule: images are kept space-major, as matrices [height · width · batch, channels]. */
import { type Expr, equalShapes, input, is, type Shape, size, topological } from '../../../graph/expr.ts';
import {
  add,
  conv,
  elu,
  expand,
  isReduction,
  type ReductionName,
  reduceSum,
  reshape,
} from '../../../graph/ops.ts';
import { type Formed, SPACE_FORMS } from '../space/composites.ts';
import { placeOf, toImages, toSpace, view } from '../space/place.ts';
import type { Get } from '../space/row.ts';
import { isScalar, type Outputs, type Rule } from './rule.ts';
import { isPointwise } from './traits.ts';

const isImage = (node: Expr): boolean => node.shape.length === 4;

const hasForm = (node: Expr): node is Expr<Formed> => Object.hasOwn(SPACE_FORMS, node.op);
const formed = <K extends Formed>(node: Expr<K>, get: Get): Expr =>
  SPACE_FORMS[node.op].make(node, node.inputs, get);

/** The nodes that are computed as matrices: convolutions, pooling, and what is done to their results element by element. */
function spatial(order: readonly Expr[]): Set<Expr> {
  const found = new Set<Expr>();
  for (const node of order) {
    const isSeed = hasForm(node) && SPACE_FORMS[node.op].image;
    const follows = isPointwise(node) && isImage(node) && node.inputs.some((x) => found.has(x));
    if (isSeed || follows) found.add(node);
  }
  return found;
}

/** Reads what has been computed, as a matrix or not; either is made of the other once. */
function views(isSpatial: ReadonlySet<Expr>, stored: ReadonlyMap<Expr, Expr>): Get {
  const converted = new Map<Expr, Expr>();
  return (node, as) => {
    const value = stored.get(node)!;
    if (isSpatial.has(node) === (as === 'matrix')) return value;
    const known = converted.get(node);
    if (known !== undefined) return known;
    const made = as === 'matrix' ? toSpace(value) : toImages(value, placeOf(node.shape));
    converted.set(node, made);
    return made;
  };
}

/** An operand of an element-wise matrix of images of `shape`. */
function operand(x: Expr, shape: Shape, get: Get): Expr {
  if (isScalar(x)) return get(x, 'plain');
  if (is(x, 'Expand')) return operand(x.inputs[0]!, shape, get);
  const full = [...Array<number>(4 - x.shape.length).fill(1), ...x.shape];
  if (equalShapes(full, shape))
    return isImage(x) ? get(x, 'matrix') : toSpace(reshape(get(x, 'plain'), full));
  if (full[1] === size(full)) return view(get(x, 'plain'), [size(full)]);
  return toSpace(expand(get(x, 'plain'), shape));
}

/** An element-wise node of images, of matrices. */
function elementwise(node: Expr, get: Get): Expr {
  const shape = [size(placeOf(node.shape)), node.shape[1]!];
  const [first, ...others] = node.inputs.map((x) => operand(x, node.shape, get));
  // What was stretched may stretch by itself, as long as one operand gives the result its shape.
  const isFull = [first!, ...others].some((x) => equalShapes(x.shape, shape));
  return { ...node, inputs: [isFull ? first! : expand(first!, shape), ...others], shape };
}

/** Sums over everything but the channels, or over the places of each image; other reductions see the image as it was. */
function reduction(node: Expr<ReductionName>, get: Get): Expr | undefined {
  const [x] = node.inputs as [Expr];
  const [h, w, n] = placeOf(x.shape) as [number, number, number];
  const c = x.shape[1]!;
  const over = (value: Expr, shape: Shape): Expr =>
    reshape({ ...node, inputs: [value], attributes: { axes: [0], keepdims: 0 }, shape }, node.shape);
  const axes = String([...node.attributes.axes].sort());
  if (axes === '0,2,3') return over(get(x, 'matrix'), [c]);
  if (axes === '2,3') return over(view(get(x, 'matrix'), [h * w, n * c]), [n * c]);
  return undefined;
}

function emit(outputs: Outputs): Outputs {
  const order = topological(Object.values(outputs));
  const isSpatial = spatial(order);
  const stored = new Map<Expr, Expr>();
  const get = views(isSpatial, stored);
  const plain = (node: Expr): Expr =>
    node.inputs.length > 0 ? { ...node, inputs: node.inputs.map((x) => get(x, 'plain')) } : node;
  const emitted = (node: Expr): Expr => {
    if (hasForm(node)) return formed(node, get);
    if (isSpatial.has(node)) return elementwise(node, get);
    if (is(node, 'Reshape')) return view(get(node.inputs[0]!, 'plain'), node.shape);
    const isOfImage = isReduction(node) && isSpatial.has(node.inputs[0]!);
    return (isOfImage ? reduction(node, get) : undefined) ?? plain(node);
  };
  for (const node of order) stored.set(node, emitted(node));
  return Object.fromEntries(Object.entries(outputs).map(([name, node]) => [name, get(node, 'plain')]));
}

export const spaceMajor: Rule = {
  summary:
    'Images and their gradients are stored as [height, width, batch, channels] and seen as matrices with a column a channel: element-wise ops, sums ' +
    'and convolutions do the same to numbers in another order. Shifts in space, padding, tiles and pooling windows then move whole blocks, and nothing is transposed between layers.',
  example: () => {
    const windows = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1] };
    const z = conv(input('x', [2, 16, 8, 8]), input('w', [16, 16, 3, 3]), windows);
    return { y: reduceSum(elu(add(z, input('b', [16, 1, 1])), 1), [2, 3]) };
  },
  apply: (outputs) => emit(outputs),
};
