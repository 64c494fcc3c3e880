/**
 * @file Images as matrices, [height · width · batch, channels]: a shift in space moves whole blocks of rows, and what is done at every place
 * alike is one matrix product.
 */
import { type Expr, is, type Shape, size } from '../../../graph/expr.ts';
import { reshape, transpose } from '../../../graph/ops.ts';

/** [height, width, batch]; the channels are the matrix's columns. */
export type Place = readonly number[];

/** [height, width, batch] of [batch, channels, height, width]. */
export const placeOf = ([n, , h, w]: Shape): Place => [h!, w!, n!];

/** How windows lie on an image. */
export interface Windows {
  /** The image. */
  readonly map: Place;
  /** [rows, columns] of windows. */
  readonly out: readonly number[];
  /** [kh, kw] */
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  /** [top, left, bottom, right]. */
  readonly pads: readonly number[];
}
export interface ConvWindows extends Windows {
  readonly dilations: readonly number[];
}

/** Of the map of windows. */
export const outPlace = ({ out, map }: Pick<Windows, 'out' | 'map'>): Place => [...out, map[2]!];

/** [batch, channels, height, width] to the matrix. */
export function toSpace(image: Expr): Expr {
  const [n, c, h, w] = image.shape as [number, number, number, number];
  // What lies so by itself and is only shown as images, as masks do.
  if (is(image, 'Transpose') && image.attributes.perm.join() === '2,3,0,1')
    return view(image.inputs[0]!, [h * w * n, c]);
  return h * w === 1 ? view(image, [n, c]) : reshape(transpose(image, [2, 3, 0, 1]), [h * w * n, c]);
}

/** The matrix to [batch, channels, height, width]. */
export function toImages(x: Expr, [h, w, n]: Place): Expr {
  const c = x.shape[1]!;
  if (h! * w! === 1) return view(x, [n!, c, 1, 1]);
  return transpose(view(x, [h!, w!, n!, c]), [2, 3, 0, 1]);
}

/** Reshape, also of a Reshape, as one. */
export function view(x: Expr, shape: Shape): Expr {
  return is(x, 'Reshape') ? view(x.inputs[0]!, shape) : reshape(x, shape);
}

/** Shapes of what has a row for each window, or for each pixel of the image. */
export const windowRows = (attributes: Windows, channels: number): Shape => [
  size(outPlace(attributes)),
  channels,
];
export const imageRows = ({ map }: { readonly map: Place }, channels: number): Shape => [size(map), channels];
