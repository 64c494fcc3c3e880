/** @file What the ops mean, in plain double-precision loops: slow, obvious, and the oracle that engines and gradients are held against. */
import { type Shape, size } from './expr.ts';
import { broadcastShapes } from './shape.ts';

/** A tensor in host memory, row-major; booleans are 0 and 1. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

export const tensor = (shape: Shape, data: ArrayLike<number>): Tensor => ({
  shape,
  data: Float64Array.from(data),
});

/** Distance in memory between neighbours along each axis; 0 where an axis of `shape` stretches to `target`. */
function strides(shape: Shape, target: Shape = shape): number[] {
  const out = new Array<number>(target.length).fill(0);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    out[target.length - shape.length + i] = shape[i] === 1 ? 0 : step;
    step *= shape[i]!;
  }
  return out;
}

/** Calls `visit(i, offset)` for each element i of `shape`, with its offset under `step`. */
function walk(shape: Shape, step: readonly number[], visit: (i: number, offset: number) => void): void {
  const index = new Array<number>(shape.length).fill(0);
  const total = size(shape);
  let offset = 0;
  for (let i = 0; i < total; i++) {
    visit(i, offset);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += step[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      offset -= step[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}

/** Stretches a tensor to a shape that it broadcasts to. */
export function expand(x: Tensor, shape: Shape): Tensor {
  const data = new Float64Array(size(shape));
  walk(shape, strides(x.shape, shape), (i, at) => {
    data[i] = x.data[at]!;
  });
  return { shape, data };
}

/** The meaning of an element-wise op of any number of operands. */
export const elementwise =
  (f: (...values: number[]) => number) =>
  (...xs: Tensor[]): Tensor => {
    const shape = xs.map((x) => x.shape).reduce(broadcastShapes);
    const operands = xs.map((x) => expand(x, shape).data);
    return {
      shape,
      data: Float64Array.from({ length: size(shape) }, (_, i) => f(...operands.map((x) => x[i]!))),
    };
  };

export function transpose(x: Tensor, perm: readonly number[]): Tensor {
  const shape = perm.map((axis) => x.shape[axis]!);
  const step = strides(x.shape);
  const data = new Float64Array(x.data.length);
  walk(
    shape,
    perm.map((axis) => step[axis]!),
    (i, at) => {
      data[i] = x.data[at]!;
    },
  );
  return { shape, data };
}

/** Combines the elements along `axes` with `f`, starting from `start`; the axes stay, as 1. */
export function reduce(
  x: Tensor,
  axes: readonly number[],
  start: number,
  f: (a: number, b: number) => number,
): Tensor {
  const shape = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
  const data = new Float64Array(size(shape)).fill(start);
  walk(x.shape, strides(shape, x.shape), (i, at) => {
    data[at] = f(data[at]!, x.data[i]!);
  });
  return { shape, data };
}

/** Product over the last two axes of matrices of any equal or stretching leading axes. */
export function matMul(a: Tensor, b: Tensor): Tensor {
  const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  const lead = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [left, right] = [expand(a, [...lead, m, k]).data, expand(b, [...lead, k, n]).data];
  const data = new Float64Array(size(lead) * m * n);
  for (let s = 0; s < size(lead); s++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += left[(s * m + i) * k + l]! * right[(s * k + l) * n + j]!;
        data[(s * m + i) * n + j] = sum;
      }
  return { shape: [...lead, m, n], data };
}

/** erf by its Taylor series, and for |x| > 3 by erfc's continued fraction; exact to about 1e-13. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 3) {
    let [term, sum] = [x, x];
    for (let n = 1; n < 200 && Math.abs(term) > 1e-18; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = a;
  for (let n = 60; n > 0; n--) fraction = a + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / fraction);
}
