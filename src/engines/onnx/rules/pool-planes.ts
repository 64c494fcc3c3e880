/** @file Rule: pooling as element-wise maxima of planes, one for each place in a window. */
import { constant, type Expr, size, topological } from '../../../graph/expr.ts';
import { concat, matMul, max, mul, sub } from '../../../graph/ops.ts';
import {
  attributesOf,
  type CompositeOp,
  type ConvWindows,
  composite,
  type PlaneOf,
  type PoolWindows,
  sum,
  view,
} from '../composites.ts';
import { engineNode } from '../ops.ts';
import { isPointwise, isSwap, type Outputs, type Rule, rebuild, STEEP } from './rule.ts';

const isTiled = ({ map, kernel, strides, pads, out }: PoolWindows): boolean =>
  String(kernel) === String(strides) &&
  pads.every((n) => n === 0) &&
  kernel.every((k, i) => k * out[i]! === map[i]!) &&
  size(kernel) > 1;

const placesIn = ([kh, kw]: readonly number[]): number[][] =>
  Array.from({ length: kh! * kw! }, (_, i) => [Math.floor(i / kw!), i % kw!]);

/** Every `step`-th row of a constant matrix, from row `at`. */
function rowsOf(matrix: Expr, at: number, step: number): Expr {
  const [m, n] = matrix.shape as [number, number];
  const values = matrix.attributes.values as Float32Array;
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
  const values = matrix.attributes.values as Float32Array;
  const order = Array.from({ length: n }, (_, i) => (i % (n / step)) * step + Math.floor(i / (n / step)));
  return constant(
    Array.from({ length: m }, (_, row) => order.map((column) => values[row * n + column]!)).flat(),
    [m, n],
  );
}

/** One plane of x, computed as such where x is made by an op that can be asked for some places only. */
function plane(x: Expr, of: PlaneOf, at: readonly number[]): Expr {
  const [p, c] = x.shape as [number, number];
  const shape = [p / size(of.window), c];
  const transform = attributesOf(x, 'SpaceTransform');
  if (transform !== undefined) {
    const [y, down, across] = x.inputs as [Expr, Expr, Expr];
    const some = [y, rowsOf(down, at[0]!, of.window[0]!), rowsOf(across, at[1]!, of.window[1]!)];
    return composite('SpaceTransform', some, { map: transform.map, shape });
  }
  const [a, b] = x.inputs as [Expr, Expr];
  const columns = x.op === 'MatMul' && isSwap(a) ? attributesOf(a.inputs[0]!, 'SpaceColumns') : undefined;
  if (columns !== undefined)
    return matMul(transposed(composite('SpaceColumns', a.inputs[0]!.inputs, columnsAt(columns, of, at))), b);
  if (isPointwise(x)) {
    const inputs = x.inputs.map((input) =>
      String(input.shape) === String(x.shape) ? plane(input, of, at) : input,
    );
    return { ...x, inputs, shape };
  }
  if (x.op === 'SpaceInterleave') return x.inputs[at[0]! * of.window[1]! + at[1]!]!;
  return composite('SpacePlane', [x], { ...of, at });
}

const transposed = (x: Expr): Expr => ({
  op: 'Transpose',
  inputs: [x],
  attributes: { perm: [1, 0] },
  shape: [...x.shape].reverse(),
  dtype: x.dtype,
});

/** The windows of a convolution that make one plane of its result: farther apart, and the first one later. */
const columnsAt = (columns: ConvWindows, { window }: PlaneOf, at: readonly number[]): ConvWindows => ({
  ...columns,
  strides: columns.strides.map((stride, i) => stride * window[i]!),
  // What the first window begins with moves by a stride a place; the end follows from `out`.
  pads: columns.pads.map((pad, i) => (i < 2 ? pad - at[i]! * columns.strides[i]! : pad)),
  out: columns.out.map((n, i) => n / window[i]!),
});

/** 1 where a plane has the maximum y, else 0. */
const reaches = (plane: Expr, y: Expr): Expr =>
  engineNode('HardSigmoid', [sub(plane, y)], { alpha: STEEP, beta: 1 });

/** Whether a gradient of pooling is that of the maxima themselves. */
function isOfMaximum({ inputs: [, x, y], attributes }: Expr): boolean {
  const names = ['map', 'kernel', 'strides', 'pads', 'out'] as const;
  return (
    y!.op === 'SpaceMaxPool' &&
    y!.inputs[0] === x &&
    names.every((name) => String(y!.attributes[name]) === String(attributes[name]))
  );
}

function maxima(x: Expr, { map, kernel: window }: PoolWindows): { planes: Expr[]; y: Expr } {
  const planes = placesIn(window).map((at) => plane(x, { map, window }, at));
  return { planes, y: planes.reduce(max) };
}

/**
 * d of each window to the first plane that has its maximum: each plane takes what those before it left. By the maximum of all alone, so
 * that the maxima of the first few planes need not be kept from the forward pass.
 */
function toPlanes(d: Expr, x: Expr, windows: PoolWindows): Expr {
  const { planes, y } = maxima(x, windows);
  let left = d;
  const parts = planes.slice(0, -1).map((one) => {
    const taken = mul(left, reaches(one, y));
    left = sub(left, taken);
    return taken;
  });
  return composite('SpaceInterleave', [...parts, left], { map: windows.map, window: windows.kernel });
}

/** What is done to an image that is given by its planes, done to the planes. */
function byPlanes(node: Expr): Expr {
  const whole = node.inputs.find((x) => x.op === 'SpaceInterleave');
  if (whole === undefined) return node;
  const of = attributesOf(whole, 'SpaceInterleave')!;
  const places = placesIn(of.window);
  if (isPointwise(node))
    return composite(
      'SpaceInterleave',
      places.map((at) => plane(node, of, at)),
      of,
    );
  const transform = attributesOf(node, 'SpaceTransform');
  if (transform !== undefined && whole === node.inputs[0]) {
    const [, down, across] = node.inputs as [Expr, Expr, Expr];
    const [kh, kw] = of.window as [number, number];
    const [h, w] = [transform.map[0]! / kh, transform.map[1]! / kw];
    const rest = size(whole.shape) / (h * w * kh * kw);
    const lines = Array.from({ length: kh }, (_, u) =>
      joined(
        whole.inputs.slice(u * kw, (u + 1) * kw).map((x) => view(x, [h, w, rest])),
        1,
      ),
    );
    return composite(
      'SpaceTransform',
      [joined(lines, 0), columnsByPlane(down, kh), columnsByPlane(across, kw)],
      transform,
    );
  }
  const columns = node.op === 'MatMul' ? attributesOf(node.inputs[0]!, 'SpaceColumns') : undefined;
  if (columns !== undefined && whole === node.inputs[1])
    return sum(
      places.map((at, i) =>
        matMul(
          composite('SpaceColumns', node.inputs[0]!.inputs, columnsAt(columns, of, at)),
          whole.inputs[i]!,
        ),
      ),
    );
  return node;
}

const joined = (parts: readonly Expr[], axis: number): Expr =>
  parts.length === 1 ? parts[0]! : concat(parts, axis);

const isColumnSum = (node: Expr): boolean =>
  (node.op === 'ReduceSum' || node.op === 'ReduceSumSquare') &&
  String(node.attributes.axes) === '0' &&
  node.inputs[0]!.shape.length === 2;

function apply(outputs: Outputs): Outputs {
  // Images that are pooled, or that a pooled one is made of element by element, are there as planes; so is what is summed over them.
  const pooledAs = new Map<Expr, PlaneOf>();
  for (const node of topological(Object.values(outputs)).reverse()) {
    const windows = attributesOf(node, 'SpaceMaxPool');
    if (windows !== undefined && isTiled(windows))
      pooledAs.set(node.inputs[0]!, { map: windows.map, window: windows.kernel });
    const of = pooledAs.get(node);
    if (of !== undefined && isPointwise(node))
      for (const x of node.inputs) if (String(x.shape) === String(node.shape)) pooledAs.set(x, of);
  }
  return rebuild(outputs, (node, before) => {
    const [a, b] = node.inputs as [Expr, Expr];
    const windows = attributesOf(node, 'SpaceMaxPool' satisfies CompositeOp);
    if (windows !== undefined && isTiled(windows)) return maxima(a, windows).y;
    const back = attributesOf(node, 'SpaceMaxPoolGrad');
    if (back !== undefined && isTiled(back) && isOfMaximum(before)) return toPlanes(a, b, back);
    const of = isColumnSum(node)
      ? (pooledAs.get(before.inputs[0]!) ?? attributesOf(a, 'SpaceInterleave'))
      : undefined;
    if (of !== undefined)
      return sum(
        placesIn(of.window).map((at) => {
          const part = plane(a, of, at);
          return { ...node, inputs: [part] };
        }),
      );
    return byPlanes(node);
  });
}

export const poolByPlanes: Rule = {
  summary:
    'Max-pooling whose windows tile a space-major image: the maximum of the planes, one for each place in a window, is element-wise; the gradient goes to the ' +
    'first plane that reaches it, by HardSigmoid with slope 3e38 of their difference. Convolutions before it compute planes to begin with, and take their ' +
    'gradients as planes. With space-major only.',
  apply,
};
