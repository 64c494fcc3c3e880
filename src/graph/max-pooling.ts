/** @file TABLE of max-pooling and its gradient. */
import { FOLDED } from './batching.ts';
import { pad, scatter, slice } from './cutting.ts';
import type { Expr, Shape } from './expr.ts';
import { maker, type Operand } from './make.ts';
import type { Rows } from './op.ts';
import { add, greater, mul, where } from './pointwise.ts';
import { type PoolAttributes, placesInWindow, poolGradShape, poolShape, windowed } from './window.ts';
import { eachPlace, zeros } from './window-places.ts';

export interface MaxPoolingSig {
  MaxPool: PoolAttributes;
  MaxPoolGrad: PoolAttributes;
}
declare module './expr.ts' {
  interface Signatures extends MaxPoolingSig {}
}

const windows = { kernel_shape: [2, 3], strides: [2, 2], pads: [1, 0, 0, 1] };

export const MAX_POOLING: Rows<keyof MaxPoolingSig> = {
  // Of tied maxima the first gets the gradient.
  MaxPool: {
    shape: ([x], attributes) => poolShape(x!.shape, attributes),
    reference: ([x], attributes) => {
      const y = zeros(poolShape(x!.shape, attributes));
      y.data.fill(Number.NEGATIVE_INFINITY);
      eachPlace(x!.shape, attributes, (pixel, window) => {
        y.data[window] = Math.max(y.data[window]!, x!.data[pixel]!);
      });
      return y;
    },
    batching: FOLDED,
    gradient: (d, y, [x], attributes) => [maxPoolGrad(d, x!, y, attributes)],
    sample: { inputs: [{ shape: [2, 2, 5, 6] }], attributes: windows },
  },
  MaxPoolGrad: {
    shape: ([d, x], attributes) => poolGradShape(d!.shape, x!.shape, attributes),
    reference: ([d, x, y], attributes) => {
      const dx = zeros(x!.shape);
      const given = new Set<number>();
      eachPlace(x!.shape, attributes, (pixel, window) => {
        if (given.has(window) || x!.data[pixel]! < y!.data[window]!) return;
        given.add(window);
        dx.data[pixel]! += d!.data[window]!;
      });
      return dx;
    },
    batching: FOLDED,
    gradient: (dd, _, [, x, y], attributes) => [atMaxima(dd, x!, y!, attributes), undefined, undefined],
    lowering: ([d, x, y], attributes) =>
      (isLong(attributes) ? lineByLine : placeByPlace)(d!, x!, y!, attributes),
    operands: ['g', 'x', 'm'],
    sample: {
      inputs: [{ shape: [2, 2, 3, 3] }, { shape: [2, 2, 5, 6] }, { shape: [2, 2, 3, 3], high: 0 }],
      attributes: windows,
    },
  },
};

const make = maker(MAX_POOLING);

export const maxPool = (x: Expr, attributes: PoolAttributes): Expr => make('MaxPool', [x], attributes);
/** d of each window to the first of its places in x that reaches the maximum y. */
export const maxPoolGrad = (d: Expr, x: Expr, y: Expr, attributes: PoolAttributes): Expr =>
  make('MaxPoolGrad', [d, x, y], attributes);

/** So low that no finite float32 is lower. */
const LOWEST = -3.4028234663852886e38;

/** What stands at each place of the windows, as maps [N, C, rows, columns]; `outside` where a place is in the padding. */
function placesOf(x: Expr, attributes: PoolAttributes, outside: number): Expr[] {
  const { pads, strides, kernel_shape } = attributes;
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const framed = pads.every((n) => n === 0)
    ? x
    : pad(x, { pads: [0, 0, top, left, 0, 0, bottom, right], value: outside });
  const counts = windowed(x.shape.slice(2), kernel_shape, attributes);
  return placesInWindow(kernel_shape).map((starts) => {
    const ends = starts.map((start, axis) => start + (counts[axis]! - 1) * strides[axis]! + 1);
    return slice(framed, { axes: [2, 3], starts, ends, steps: strides });
  });
}

/** Σ over the places in a window of maps put back to where those places are in an image of `shape`. */
export function putBack(
  maps: readonly Expr[],
  shape: Shape,
  { kernel_shape, strides, pads }: PoolAttributes,
): Expr {
  return placesInWindow(kernel_shape)
    .map((place, k) => {
      const starts = place.map((at, axis) => at - pads[axis]!);
      return scatter(maps[k]!, shape, { axes: [2, 3], starts, steps: strides });
    })
    .reduce(add);
}

/** Of each place in a window whether it is the first to reach the maximum y, as a choice between two maps. */
function choices(x: Expr, y: Expr, attributes: PoolAttributes) {
  return placesOf(x, attributes, LOWEST).map((place) => {
    const below = greater(y, place);
    return (otherwise: Operand, reached: Operand): Expr => where(below, otherwise, reached);
  });
}

/** MaxPoolGrad in plain ONNX: place by place, each takes what the places before it left of d. */
function placeByPlace(d: Expr, x: Expr, y: Expr, attributes: PoolAttributes): Expr {
  let left = d;
  const maps = choices(x, y, attributes).map((choose) => {
    const taken = choose(0, left);
    left = choose(left, 0);
    return taken;
  });
  return putBack(maps, x.shape, attributes);
}

/** Whether windows that do not overlap have fewer rows and columns than places: only then is each pixel given the same bits either way. */
const isLong = ({ kernel_shape: [high, wide], strides }: PoolAttributes): boolean =>
  high! + wide! < high! * wide! && high! <= strides[0]! && wide! <= strides[1]!;

/**
 * The same along one axis after the other, as a pyramid's windows have hundreds of places: the first row whose maximum is the window's, and of that
 * the first place, is the first place of all that is.
 */
function lineByLine(d: Expr, x: Expr, y: Expr, { kernel_shape, strides, pads }: PoolAttributes): Expr {
  const [[high, wide], [down, across]] = [kernel_shape, strides] as [number[], number[]];
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const columns = { kernel_shape: [1, wide!], strides: [1, across!], pads: [0, left, 0, right] };
  const rows = { kernel_shape: [high!, 1], strides: [down!, 1], pads: [top, 0, bottom, 0] };
  const maximumOfRow = maxPool(x, columns);
  return placeByPlace(placeByPlace(d, maximumOfRow, y, rows), x, maximumOfRow, columns);
}

/** The gradient of MaxPoolGrad with respect to its d: what stands at the place that took d. */
function atMaxima(dd: Expr, x: Expr, y: Expr, attributes: PoolAttributes): Expr {
  const places = placesOf(dd, attributes, 0);
  // From the last place to the first, so that the first that reaches the maximum has the last word.
  return choices(x, y, attributes).reduceRight<Expr>(
    (later, choose, k) => choose(later, places[k]!),
    mul(0, places[0]!),
  );
}
