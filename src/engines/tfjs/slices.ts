/** @file Cutting and framing tensors, in those of TensorFlow.js's functions that have gradients. */
import { size } from '../../graph/expr.ts';
import type { PadAttributes, SliceAttributes } from '../../graph/slices.ts';
import type { Tensor, Tf } from './tf.ts';

/** tf.stridedSlice has no gradient: the elements are cut out, filled up to whole steps, and the first of each step taken. */
export function slice(tf: Tf, x: Tensor, { axes, starts, ends, steps }: SliceAttributes): Tensor {
  const [begin, extent] = [x.shape.map(() => 0), [...x.shape]];
  axes.forEach((axis, i) => {
    begin[axis] = starts[i]!;
    extent[axis] = ends[i]! - starts[i]!;
  });
  return axes.reduce((part, axis, i) => everyStep(tf, part, axis, steps[i]!), tf.slice(x, begin, extent));
}

function everyStep(tf: Tf, x: Tensor, axis: number, step: number): Tensor {
  if (step === 1) return x;
  const [before, n, after] = [x.shape.slice(0, axis), x.shape[axis]!, x.shape.slice(axis + 1)];
  const count = Math.ceil(n / step);
  const filled = tf.pad(
    x,
    x.shape.map((_, i): [number, number] => [0, i === axis ? count * step - n : 0]),
  );
  const steps = tf.reshape(filled, [size(before), count, step, size(after)]);
  const first = tf.slice(steps, [0, 0, 0, 0], [size(before), count, 1, size(after)]);
  return tf.reshape(first, [...before, count, ...after]);
}

/** tf.pad can't cut, so what negative pads take away goes first. */
export function pad(tf: Tf, x: Tensor, { pads, value }: PadAttributes): Tensor {
  const rank = x.shape.length;
  const cut = (i: number): number => Math.max(0, -pads[i]!);
  const begin = x.shape.map((_, axis) => cut(axis));
  const kept = x.shape.map((n, axis) => n - cut(axis) - cut(axis + rank));
  // Where nothing of x is left, there is only the frame.
  if (kept.some((n) => n < 1))
    return tf.fill(
      x.shape.map((n, axis) => n + pads[axis]! + pads[axis + rank]!),
      value,
    );
  const frame = x.shape.map((_, axis): [number, number] => [
    Math.max(0, pads[axis]!),
    Math.max(0, pads[axis + rank]!),
  ]);
  return tf.pad(tf.slice(x, begin, kept), frame, value);
}
