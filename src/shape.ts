/** @file Shapes, which every room reckons with: of tensors, samples, files. So it stands in none, as errors.ts does. */

/** Sizes of the axes, outermost first; [] is a scalar. */
export type Shape = readonly number[];

/** Number of elements of a tensor of this shape. */
export const size = (shape: Shape): number => shape.reduce((product, axis) => product * axis, 1);
