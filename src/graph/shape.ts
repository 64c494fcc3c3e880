/** @file Shape rules that several ops share. Errors name both shapes, so that the op that is wrong can be found. */
import type { Shape } from './expr.ts';

const text = (shape: Shape): string => `[${shape.join(', ')}]`;

/** NumPy's broadcasting: axes are matched from the right, and 1 stretches. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [m, n] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    if (m !== n && m !== 1 && n !== 1) throw new Error(`shapes ${text(a)} and ${text(b)} do not broadcast`);
    return m === 1 ? n : m;
  });
}

/** [..., m, k] × [k, n] or [..., k, n], the leading axes broadcast. */
export function matMulShape(a: Shape, b: Shape): Shape {
  const [m, k, k2, n] = [a.at(-2), a.at(-1), b.at(-2), b.at(-1)];
  if (m === undefined || n === undefined || k !== k2) throw new Error(`MatMul of ${text(a)} and ${text(b)}`);
  return [...broadcastShapes(a.slice(0, -2), b.slice(0, -2)), m, n];
}

/** @throws Error where axes are none of the shape's, counted from the front, or the same twice. */
export function checkAxes(axes: readonly number[], shape: Shape): void {
  for (const axis of axes)
    if (shape[axis] === undefined) throw new Error(`no axis ${axis} in ${text(shape)}`);
  if (new Set(axes).size < axes.length) throw new Error(`axes ${axes.join(', ')} are not all different`);
}

/** @throws Error where sizes are not all positive whole numbers: a tensor without elements has no place in a training step. */
export function checkSizes(sizes: readonly number[]): void {
  if (sizes.some((n) => !Number.isInteger(n) || n < 1))
    throw new Error(`sizes ${text(sizes)}; expected 1 or more`);
}

export function permutedShape(shape: Shape, perm: readonly number[]): Shape {
  checkAxes(perm, shape);
  if (perm.length !== shape.length)
    throw new Error(`${perm.length} axes of ${text(shape)}; expected all ${shape.length}`);
  return perm.map((axis) => shape[axis]!);
}

/** Shape after a reduction over `axes`; with keepdims they stay, as 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdims: boolean): Shape {
  checkAxes(axes, shape);
  if (keepdims) return shape.map((n, i) => (axes.includes(i) ? 1 : n));
  return shape.filter((_, i) => !axes.includes(i));
}
