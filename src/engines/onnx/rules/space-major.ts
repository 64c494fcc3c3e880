/** @file Rule: images are kept space-major, as matrices [height · width · batch, channels]. */
import { type Expr, size, topological } from '../../../graph/expr.ts';
import { expand, reshape } from '../../../graph/ops.ts';
import type { SliceAttributes } from '../../../graph/slices.ts';
import type { ConvAttributes, PoolAttributes } from '../../../graph/window.ts';
import { composite, type Place, toImages, toSpace, view } from '../composites.ts';
import { isPointwise, isScalar, type Outputs, type Rule } from './rule.ts';

const isImage = (node: Expr): boolean => node.shape.length === 4;
const isSwap = (node: Expr): boolean => node.op === 'Transpose' && String(node.attributes.perm) === '1,0,2,3';
const SEEDS = new Set('Conv ConvTranspose MaxPool MaxPoolGrad AveragePool AveragePoolGrad'.split(' '));
const REDUCTIONS = new Set(['ReduceSum', 'ReduceSumSquare', 'ReduceMax']);

/** [height, width, batch] of [batch, channels, height, width]. */
const placeOf = ([n, , h, w]: readonly number[]): Place => [h!, w!, n!];

/** Whether taps that are too many are cut off at the ends. */
function isCut({ op, attributes }: Expr): boolean {
  const { axes, starts, steps } = attributes as unknown as SliceAttributes;
  return op === 'Slice' && String(axes) === '2,3' && String(starts) === '0,0' && String(steps) === '1,1';
}

/** (x, d) where a node is the gradient of a convolution with respect to its weights, as graph/window-gradients.ts writes it. */
function weightGradient(node: Expr): { x: Expr; d: Expr; attributes: ConvAttributes } | undefined {
  if (!isSwap(node)) return undefined;
  const inner = node.inputs[0]!;
  const taps = isCut(inner) ? inner.inputs[0]! : inner;
  if (taps.op !== 'Conv' || !taps.inputs.every(isSwap)) return undefined;
  const [x, d] = taps.inputs.map((input) => input.inputs[0]!) as [Expr, Expr];
  const { strides, pads, dilations } = taps.attributes as unknown as ConvAttributes;
  return { x, d, attributes: { strides: dilations, pads, dilations: strides } };
}

/** The nodes that are computed as matrices: convolutions, pooling, and what is done to their results element by element. */
function spatial(order: readonly Expr[]): Set<Expr> {
  const found = new Set<Expr>();
  for (const node of order) {
    if (!isImage(node)) continue;
    const isGradient = node.op === 'Conv' && node.inputs.every(isSwap);
    if ((SEEDS.has(node.op) && !isGradient) || (isPointwise(node) && node.inputs.some((x) => found.has(x))))
      found.add(node);
  }
  return found;
}

const poolWindows = (image: Expr, windows: Expr, node: Expr) => {
  const { kernel_shape, strides, pads } = node.attributes as unknown as PoolAttributes;
  const [map, out] = [placeOf(image.shape), windows.shape.slice(2)];
  return { map, out, kernel: kernel_shape, strides, pads };
};

function emit(outputs: Outputs): Outputs {
  const order = topological(Object.values(outputs));
  const isSpatial = spatial(order);
  const stored = new Map<Expr, Expr>();
  const converted = new Map<Expr, Expr>();
  /** A value as the matrix or, for any node, as the graph has it. */
  const get = (node: Expr, as: 'matrix' | 'plain'): Expr => {
    const value = stored.get(node)!;
    if (isSpatial.has(node) === (as === 'matrix')) return value;
    const known = converted.get(node);
    if (known !== undefined) return known;
    const made = as === 'matrix' ? toSpace(value) : toImages(value, placeOf(node.shape));
    converted.set(node, made);
    return made;
  };
  /** An operand of an element-wise matrix of images of `shape`. */
  const operand = (x: Expr, shape: readonly number[]): Expr => {
    if (isScalar(x)) return get(x, 'plain');
    if (x.op === 'Expand') return operand(x.inputs[0]!, shape);
    const full = [...Array<number>(4 - x.shape.length).fill(1), ...x.shape];
    if (String(full) === String(shape))
      return isImage(x) ? get(x, 'matrix') : toSpace(reshape(get(x, 'plain'), full));
    if (full[1] === size(full)) return view(get(x, 'plain'), [size(full)]);
    return toSpace(expand(get(x, 'plain'), shape));
  };

  const convolution = (image: Expr, windows: Expr, w: Expr, { strides, pads, dilations }: ConvAttributes) => {
    const [map, out, kernel] = [placeOf(image.shape), windows.shape.slice(2), w.shape.slice(2)];
    return { map, out, kernel, strides, pads, dilations };
  };

  function matrix(node: Expr): Expr {
    const [a, b, c] = node.inputs as [Expr, Expr, Expr];
    const attributes = node.attributes as unknown as ConvAttributes;
    switch (node.op) {
      case 'Conv':
        return composite(
          'SpaceConv',
          [get(a, 'matrix'), get(b, 'plain')],
          convolution(a, node, b, attributes),
        );
      case 'ConvTranspose':
        return composite(
          'SpaceConvInput',
          [get(a, 'matrix'), get(b, 'plain')],
          convolution(node, a, b, attributes),
        );
      case 'MaxPool':
        return composite('SpaceMaxPool', [get(a, 'matrix')], poolWindows(a, node, node));
      case 'MaxPoolGrad':
        return composite(
          'SpaceMaxPoolGrad',
          [a, b, c].map((x) => get(x, 'matrix')),
          poolWindows(b, a, node),
        );
      case 'AveragePool':
        return composite('SpaceAveragePool', [get(a, 'matrix')], poolWindows(a, node, node));
      case 'AveragePoolGrad':
        return composite('SpaceAveragePoolGrad', [get(a, 'matrix')], poolWindows(node, a, node));
      default: {
        const shape = [size(placeOf(node.shape)), node.shape[1]!];
        const [first, ...others] = node.inputs.map((x) => operand(x, node.shape));
        // What was stretched may stretch by itself, as long as one operand gives the result its shape.
        const isFull = [first!, ...others].some((x) => String(x.shape) === String(shape));
        return { ...node, inputs: [isFull ? first! : expand(first!, shape), ...others], shape };
      }
    }
  }

  /** Sums over everything but the channels, or over the places of each image; other reductions see the image as it was. */
  function reduction(node: Expr): Expr | undefined {
    const [x] = node.inputs as [Expr];
    if (!REDUCTIONS.has(node.op) || !isSpatial.has(x)) return undefined;
    const [h, w, n] = placeOf(x.shape) as [number, number, number];
    const c = x.shape[1]!;
    const axes = String([...(node.attributes.axes as readonly number[])].sort());
    const over = (value: Expr, shape: readonly number[]): Expr =>
      reshape(
        { ...node, inputs: [value], attributes: { ...node.attributes, axes: [0], keepdims: 0 }, shape },
        node.shape,
      );
    if (axes === '0,2,3') return over(get(x, 'matrix'), [c]);
    if (axes === '2,3') return over(view(get(x, 'matrix'), [h * w, n * c]), [n * c]);
    return undefined;
  }

  function plain(node: Expr): Expr {
    const gradient = weightGradient(node);
    if (gradient !== undefined) {
      const { x, d, attributes } = gradient;
      const inputs = [get(x, 'matrix'), get(d, 'matrix')];
      return composite('SpaceConvWeight', inputs, convolution(x, d, node, attributes));
    }
    if (node.op === 'Reshape') return view(get(node.inputs[0]!, 'plain'), node.shape);
    return (
      reduction(node) ??
      (node.inputs.length > 0 ? { ...node, inputs: node.inputs.map((x) => get(x, 'plain')) } : node)
    );
  }

  for (const node of order) stored.set(node, isSpatial.has(node) ? matrix(node) : plain(node));
  return Object.fromEntries(Object.entries(outputs).map(([name, node]) => [name, get(node, 'plain')]));
}

export const spaceMajor: Rule = {
  summary:
    'Images and their gradients are stored as [height, width, batch, channels] and seen as matrices with a column a channel: element-wise ops, sums ' +
    'and convolutions do the same to numbers in another order. Shifts in space, padding, tiles and pooling windows then move whole blocks, and nothing is transposed between layers.',
  apply: (outputs) => emit(outputs),
};
