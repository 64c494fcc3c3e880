/** @file Rule: pooling as element-wise maxima of planes, one for each place in a window. */

import { constant, type Expr, equalShapes, input, is, size, topological } from '../../../graph/expr.ts';
import { add, concat, matMul, max, mul, sub, transpose } from '../../../graph/ops.ts';
import { placesInWindow } from '../../../graph/window.ts';
import { engineNode } from '../ops.ts';
import { composite } from '../space/composites.ts';
import { view, type Windows } from '../space/place.ts';
import type { PlaneOf } from '../space/pooling.ts';
import { valuesOf } from '../space/transform.ts';
import { imageMatrix, SIDE_BY_SIDE } from './examples.ts';
import { isOfMaximum, isSwap, type Outputs, type Rule, rebuild, STEEP } from './rule.ts';
import { columnTerms, isPointwise } from './traits.ts';

const sum = (terms: readonly Expr[]): Expr => terms.reduce(add);

/**
 * Places in a window at most: of each the whole of what leads to the image is made anew. A pyramid's windows over a map have hundreds, and lie at
 * its end, where little is pooled.
 */
const MOST_PLACES = 9;

const isTiled = ({ map, kernel, strides, pads, out }: Windows): boolean =>
  equalShapes(kernel, strides) &&
  pads.every((n) => n === 0) &&
  kernel.every((k, i) => k * out[i]! === map[i]!) &&
  size(kernel) > 1 &&
  size(kernel) <= MOST_PLACES;

/** Every `step`-th row of a constant matrix, from row `at`. */
function rowsOf(matrix: Expr, at: number, step: number): Expr {
  const [m, n] = matrix.shape as [number, number];
  const values = valuesOf(matrix);
  const picked = Array.from({ length: m / step }, (_, i) =>
    values.slice((at + i * step) * n, (at + i * step + 1) * n),
  );
  return constant(
    picked.flatMap((row) => [...row]),
    [m / step, n],
  );
}

/** The columns of a constant matrix in the order of planes: 0, step, 2 step, …, 1, 1 + step, … */
function columnsByPlane(matrix: Expr, step: number): Expr {
  const [m, n] = matrix.shape as [number, number];
  const values = valuesOf(matrix);
  const order = Array.from({ length: n }, (_, i) => (i % (n / step)) * step + Math.floor(i / (n / step)));
  return constant(
    Array.from({ length: m }, (_, row) => order.map((column) => values[row * n + column]!)).flat(),
    [m, n],
  );
}

/** The columns that a product takes as its left operand, turned: their windows are its rows. */
function turnedColumns(product: Expr): Expr<'SpaceColumns'> | undefined {
  const [a] = product.inputs;
  const columns = is(product, 'MatMul') && isSwap(a!) ? a!.inputs[0] : undefined;
  return is(columns, 'SpaceColumns') ? columns : undefined;
}

/** One plane of x, computed as such where x is made by an op that can be asked for some places only. */
function plane(x: Expr, of: PlaneOf, at: readonly number[]): Expr {
  const [p, c] = x.shape as [number, number];
  const shape = [p / size(of.window), c];
  if (is(x, 'SpaceTransform')) {
    const [y, down, across] = x.inputs as [Expr, Expr, Expr];
    const some = [y, rowsOf(down, at[0]!, of.window[0]!), rowsOf(across, at[1]!, of.window[1]!)];
    return composite('SpaceTransform', some, { map: x.attributes.map, shape });
  }
  const columns = turnedColumns(x);
  if (columns !== undefined) return matMul(transpose(columnsAt(columns, of, at)), x.inputs[1]!);
  if (isPointwise(x)) {
    const inputs = x.inputs.map((input) =>
      equalShapes(input.shape, x.shape) ? plane(input, of, at) : input,
    );
    return { ...x, inputs, shape };
  }
  if (is(x, 'SpaceInterleave')) return x.inputs[at[0]! * of.window[1]! + at[1]!]!;
  return composite('SpacePlane', [x], { ...of, at });
}

/** Columns of the windows that make one plane of a convolution's result: farther apart, and the first one later. */
const columnsAt = (
  { inputs, attributes }: Expr<'SpaceColumns'>,
  { window }: PlaneOf,
  at: readonly number[],
): Expr =>
  composite('SpaceColumns', inputs, {
    ...attributes,
    strides: attributes.strides.map((stride, i) => stride * window[i]!),
    // What the first window begins with moves by a stride a place; the end follows from `out`.
    pads: attributes.pads.map((pad, i) => (i < 2 ? pad - at[i]! * attributes.strides[i]! : pad)),
    out: attributes.out.map((n, i) => n / window[i]!),
  });

/** 1 where a plane has the maximum y, else 0. */
const reaches = (plane: Expr, y: Expr): Expr =>
  engineNode('HardSigmoid', [sub(plane, y)], { alpha: STEEP, beta: 1 });

function maxima(x: Expr, { map, kernel: window }: Windows): { planes: Expr[]; y: Expr } {
  const planes = placesInWindow(window).map((at) => plane(x, { map, window }, at));
  return { planes, y: planes.reduce(max) };
}

/**
 * d of each window to the first plane that has its maximum: each plane takes what those before it left. By the maximum of all alone, so
 * that the maxima of the first few planes need not be kept from the forward pass.
 */
function toPlanes(d: Expr, x: Expr, windows: Windows): Expr {
  const { planes, y } = maxima(x, windows);
  let left = d;
  const parts = planes.slice(0, -1).map((one) => {
    const taken = mul(left, reaches(one, y));
    left = sub(left, taken);
    return taken;
  });
  return composite('SpaceInterleave', [...parts, left], { map: windows.map, window: windows.kernel });
}

/** A map along both axes of an image that is given by its planes: of the planes side by side, its columns in their order. */
function transformOfPlanes(
  { inputs: [, down, across], attributes }: Expr<'SpaceTransform'>,
  { inputs: planes, shape }: Expr,
  [kh, kw]: readonly number[],
): Expr {
  const [h, w] = [attributes.map[0]! / kh!, attributes.map[1]! / kw!];
  const rest = size(shape) / (h * w * kh! * kw!);
  const lines = Array.from({ length: kh! }, (_, u) =>
    joined(
      planes.slice(u * kw!, (u + 1) * kw!).map((x) => view(x, [h, w, rest])),
      1,
    ),
  );
  return composite(
    'SpaceTransform',
    [joined(lines, 0), columnsByPlane(down!, kh!), columnsByPlane(across!, kw!)],
    attributes,
  );
}

/** What is done to an image that is given by its planes, done to the planes. */
function byPlanes(node: Expr): Expr {
  const whole = node.inputs.find((x) => is(x, 'SpaceInterleave'));
  if (whole === undefined) return node;
  const of = whole.attributes;
  const places = placesInWindow(of.window);
  if (isPointwise(node))
    return composite(
      'SpaceInterleave',
      places.map((at) => plane(node, of, at)),
      of,
    );
  const [a, b] = node.inputs;
  if (is(node, 'SpaceTransform') && whole === a) return transformOfPlanes(node, whole, of.window);
  if (is(node, 'MatMul') && is(a, 'SpaceColumns') && whole === b)
    return sum(places.map((at, i) => matMul(columnsAt(a, of, at), whole.inputs[i]!)));
  return node;
}

const joined = (parts: readonly Expr[], axis: number): Expr =>
  parts.length === 1 ? parts[0]! : concat(parts, axis);

/** Images that are pooled in tiles, or that a pooled one is made of element by element: they are there as planes. */
function pooledImages(outputs: Outputs): Map<Expr, PlaneOf> {
  const pooledAs = new Map<Expr, PlaneOf>();
  for (const node of topological(Object.values(outputs)).reverse()) {
    if (is(node, 'SpaceMaxPool') && isTiled(node.attributes))
      pooledAs.set(node.inputs[0]!, { map: node.attributes.map, window: node.attributes.kernel });
    const of = pooledAs.get(node);
    if (of !== undefined && isPointwise(node))
      for (const x of node.inputs) if (equalShapes(x.shape, node.shape)) pooledAs.set(x, of);
  }
  return pooledAs;
}

function apply(outputs: Outputs): Outputs {
  const pooledAs = pooledImages(outputs);
  return rebuild(outputs, (node, before) => {
    const [a, b] = node.inputs as [Expr, Expr];
    if (is(node, 'SpaceMaxPool') && isTiled(node.attributes)) return maxima(a, node.attributes).y;
    if (is(node, 'SpaceMaxPoolGrad') && isTiled(node.attributes) && isOfMaximum(before, 'SpaceMaxPool'))
      return toPlanes(a, b, node.attributes);
    const isSum = columnTerms(node) !== undefined;
    const of = pooledAs.get(before.inputs[0]!) ?? (is(a, 'SpaceInterleave') ? a.attributes : undefined);
    // What is summed over such an image is summed plane by plane.
    if (isSum && of !== undefined)
      return sum(placesInWindow(of.window).map((at) => ({ ...node, inputs: [plane(a, of, at)] })));
    return byPlanes(node);
  });
}

export const poolByPlanes: Rule = {
  summary:
    'Max-pooling whose windows tile a space-major image: the maximum of the planes, one for each place in a window, is element-wise; the gradient goes to the ' +
    'first plane that reaches it, by HardSigmoid with slope 3e38 of their difference. Convolutions before it compute planes to begin with, and take their ' +
    'gradients as planes. With space-major only.',
  example: () => {
    const [x, d] = [imageMatrix(16), input('d', [32, 16])];
    const y = composite('SpaceMaxPool', [x], SIDE_BY_SIDE);
    return { y, dx: composite('SpaceMaxPoolGrad', [d, x, y], SIDE_BY_SIDE) };
  },
  apply,
};
