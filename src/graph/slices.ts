/** @file What the ops mean and give that cut tensors, put them together, and frame them with a number. */
import { type Shape, size } from './expr.ts';
import type { Tensor } from './reference.ts';
import { checkAxes } from './shape.ts';

/** ONNX's Slice: elements starts, starts + steps, … below ends along each of `axes`; all counted from the front. */
export interface SliceAttributes {
  readonly axes: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly steps: readonly number[];
}
/** ONNX's Pad in its mode `constant`: so much at the beginning of every axis, then at every end; a negative pad cuts. */
export interface PadAttributes {
  readonly pads: readonly number[];
  readonly value: number;
}

export function sliceShape(shape: Shape, { axes, starts, ends, steps }: SliceAttributes): Shape {
  checkAxes(axes, shape);
  if ([starts, ends, steps].some(({ length }) => length !== axes.length))
    throw new Error(
      `${starts.length} starts, ${ends.length} ends, ${steps.length} steps for ${axes.length} axes`,
    );
  const out = [...shape];
  axes.forEach((axis, i) => {
    const [start, end, step] = [starts[i]!, ends[i]!, steps[i]!];
    if (start < 0 || step < 1 || end <= start || !(end <= shape[axis]!))
      throw new Error(
        `no elements ${start} to ${end} by ${step} along axis ${axis} of [${shape.join(', ')}]`,
      );
    out[axis] = Math.ceil((end - start) / step);
  });
  return out;
}

export function padShape(shape: Shape, { pads }: PadAttributes): Shape {
  if (pads.length !== 2 * shape.length)
    throw new Error(`${pads.length} pads for [${shape.join(', ')}]; expected ${2 * shape.length}`);
  const out = shape.map((n, axis) => n + pads[axis]! + pads[axis + shape.length]!);
  if (out.some((n) => !(n >= 1))) throw new Error(`nothing is left of [${shape.join(', ')}]`);
  return out;
}

export function concatShape(shapes: readonly Shape[], axis: number): Shape {
  const [first] = shapes as [Shape];
  checkAxes([axis], first);
  for (const shape of shapes)
    if (shape.length !== first.length || shape.some((n, i) => i !== axis && n !== first[i]))
      throw new Error(`[${first.join(', ')}] and [${shape.join(', ')}] along axis ${axis}`);
  return first.map((n, i) => (i === axis ? shapes.reduce((sum, shape) => sum + shape[axis]!, 0) : n));
}

/** A tensor of which each element is that of `x` at the index that `from` gives, or `otherwise`. */
function picked(
  shape: Shape,
  x: Tensor,
  from: (index: readonly number[]) => readonly number[] | undefined,
  otherwise = 0,
): Tensor {
  const data = new Float64Array(size(shape));
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < data.length; i++) {
    const source = from(index);
    data[i] =
      source === undefined
        ? otherwise
        : x.data[source.reduce((offset, at, axis) => offset * x.shape[axis]! + at, 0)]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return { shape, data };
}

export const slice = (x: Tensor, attributes: SliceAttributes): Tensor =>
  picked(sliceShape(x.shape, attributes), x, (index) =>
    index.map((at, axis) => {
      const i = attributes.axes.indexOf(axis);
      return i < 0 ? at : attributes.starts[i]! + at * attributes.steps[i]!;
    }),
  );

export const pad = (x: Tensor, attributes: PadAttributes): Tensor =>
  picked(
    padShape(x.shape, attributes),
    x,
    (index) => {
      const source = index.map((at, axis) => at - attributes.pads[axis]!);
      return source.every((at, axis) => at >= 0 && at < x.shape[axis]!) ? source : undefined;
    },
    attributes.value,
  );

export function concat(xs: readonly Tensor[], axis: number): Tensor {
  const shape = concatShape(
    xs.map((x) => x.shape),
    axis,
  );
  const outer = size(shape.slice(0, axis));
  const data = new Float64Array(size(shape));
  let at = 0;
  for (let row = 0; row < outer; row++)
    for (const x of xs) {
      const run = x.data.length / outer;
      data.set(x.data.subarray(row * run, (row + 1) * run), at);
      at += run;
    }
  return { shape, data };
}
