/**
 * @file TABLE of ops that rules use among themselves and take apart again. Images are matrices here, [height · width · batch, channels]: a shift
 * in space moves whole blocks of rows, and what is done at every place alike is one matrix product. `lowering` says what each is in plain ops.
 */
import { constant, type Expr, type Shape, size } from '../../graph/expr.ts';
import {
  add,
  averagePool,
  averagePoolGrad,
  concat,
  conv,
  convTranspose,
  matMul,
  maxPool,
  maxPoolGrad,
  pad,
  reshape,
  slice,
  transpose,
} from '../../graph/ops.ts';
import { engineNode } from './ops.ts';

/** [height, width, batch]; the channels are the matrix's columns. */
export type Place = readonly number[];

interface Windows {
  /** Of the image that the windows lie on. */
  readonly map: Place;
  readonly strides: readonly number[];
  /** [top, left, bottom, right]. */
  readonly pads: readonly number[];
}
export interface ConvWindows extends Windows {
  readonly dilations: readonly number[];
  /** [rows, columns] of windows. */
  readonly out: readonly number[];
  /** [kh, kw] */
  readonly kernel: readonly number[];
}
export interface PoolWindows extends Windows {
  readonly kernel: readonly number[];
  readonly out: readonly number[];
}
/** The places of an image whose row is `at[0]` modulo `window[0]`, and likewise its column. */
export interface PlaneOf {
  readonly map: Place;
  readonly window: readonly number[];
}

interface CompositeSig {
  /** (x, w [M, C, kh, kw]): the convolution of x. */
  SpaceConv: ConvWindows;
  /** (d, w): gradient of SpaceConv with respect to x. */
  SpaceConvInput: ConvWindows;
  /** (x, d): gradient of SpaceConv with respect to w, [M, C, kh, kw]. */
  SpaceConvWeight: ConvWindows;
  SpaceMaxPool: PoolWindows;
  /** (d, x, y) */
  SpaceMaxPoolGrad: PoolWindows;
  SpaceAveragePool: PoolWindows;
  SpaceAveragePoolGrad: PoolWindows;
  /** (x, H [A', A], W [B', B]), x seen as [A, B, …]: y[a', b'] = Σ H[a', a] W[b', b] x[a, b], seen as `shape`. */
  SpaceTransform: { readonly map: readonly number[]; readonly shape: Shape };
  /** (x): the inputs of each window, [kh · kw · C, rows · columns · batch]; with `strips` as many such matrices, each of as many windows. */
  SpaceColumns: ConvWindows & { readonly strips?: number };
  /** (x): one plane of x. */
  SpacePlane: PlaneOf & { readonly at: readonly number[] };
  /** All planes, in row-major order of `at`: the image again. */
  SpaceInterleave: PlaneOf;
}
export type CompositeOp = keyof CompositeSig;

interface CompositeRow<K extends CompositeOp> {
  shape(inputs: readonly Expr[], attributes: CompositeSig[K]): Shape;
  lowering(inputs: readonly Expr[], attributes: CompositeSig[K]): Expr;
}

/** [batch, channels, height, width] to the matrix. */
export function toSpace(image: Expr): Expr {
  const [n, c, h, w] = image.shape as [number, number, number, number];
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
  return x.op === 'Reshape' ? view(x.inputs[0]!, shape) : reshape(x, shape);
}

const rows = (place: Place): number => size(place);
const outPlace = ({ out, map }: { readonly out: readonly number[]; readonly map: Place }): Place => [
  ...out,
  map[2]!,
];
const poolAttributes = ({ kernel, strides, pads }: PoolWindows) => ({ kernel_shape: kernel, strides, pads });
const swap = [1, 0, 2, 3];

const convShape = ([, w]: readonly Expr[], attributes: ConvWindows): Shape => [
  rows(outPlace(attributes)),
  w!.shape[0]!,
];
const poolShape = ([x]: readonly Expr[], attributes: PoolWindows): Shape => [
  rows(outPlace(attributes)),
  x!.shape[1]!,
];
const imageShape = ([x]: readonly Expr[], { map }: { readonly map: Place }): Shape => [
  rows(map),
  x!.shape[1]!,
];

export const COMPOSITES: { readonly [K in CompositeOp]: CompositeRow<K> } = {
  SpaceConv: {
    shape: convShape,
    lowering: ([x, w], { map, strides, pads, dilations }) =>
      toSpace(conv(toImages(x!, map), w!, { strides, pads, dilations })),
  },
  SpaceConvInput: {
    shape: ([, w], { map }) => [rows(map), w!.shape[1]!],
    lowering: ([d, w], attributes) => {
      const { map, strides, pads, dilations, kernel, out } = attributes;
      const output_padding = [0, 1].map(
        (i) =>
          map[i]! +
          pads[i]! +
          pads[i + 2]! -
          (kernel[i]! - 1) * dilations[i]! -
          1 -
          (out[i]! - 1) * strides[i]!,
      );
      return toSpace(
        convTranspose(toImages(d!, outPlace(attributes)), w!, { strides, pads, dilations, output_padding }),
      );
    },
  },
  // A convolution of xᵀ with dᵀ, whose dilations are the strides and the other way round; taps that are too many are cut off.
  SpaceConvWeight: {
    shape: ([x, d], { kernel }) => [d!.shape[1]!, x!.shape[1]!, ...kernel],
    lowering: ([x, d], attributes) => {
      const { map, strides, pads, dilations, kernel } = attributes;
      const [image, gradient] = [toImages(x!, map), toImages(d!, outPlace(attributes))];
      const swapped = { strides: dilations, pads, dilations: strides };
      const taps = conv(transpose(image, swap), transpose(gradient, swap), swapped);
      const exact = taps.shape[2] === kernel[0] && taps.shape[3] === kernel[1];
      const kept = exact ? taps : slice(taps, { axes: [2, 3], starts: [0, 0], ends: kernel, steps: [1, 1] });
      return transpose(kept, swap);
    },
  },
  SpaceMaxPool: {
    shape: poolShape,
    lowering: ([x], attributes) => toSpace(maxPool(toImages(x!, attributes.map), poolAttributes(attributes))),
  },
  SpaceMaxPoolGrad: {
    shape: imageShape,
    lowering: ([d, x, y], attributes) => {
      const [out, { map }] = [outPlace(attributes), attributes];
      return toSpace(
        maxPoolGrad(toImages(d!, out), toImages(x!, map), toImages(y!, out), poolAttributes(attributes)),
      );
    },
  },
  SpaceAveragePool: {
    shape: poolShape,
    lowering: ([x], attributes) =>
      toSpace(averagePool(toImages(x!, attributes.map), poolAttributes(attributes))),
  },
  SpaceAveragePoolGrad: {
    shape: imageShape,
    lowering: ([d], attributes) => {
      const [h, w, n] = attributes.map as [number, number, number];
      const shape = [n, d!.shape[1]!, h, w];
      const windows = { ...poolAttributes(attributes), shape };
      return toSpace(averagePoolGrad(toImages(d!, outPlace(attributes)), windows));
    },
  },
  // Two products, in the order that takes fewer multiplications.
  SpaceTransform: {
    shape: (_, { shape }) => shape,
    lowering: ([x, down, across], { map, shape }) => {
      const [a, b] = map as [number, number];
      const [a2, b2] = [down!.shape[0]!, across!.shape[0]!];
      const rest = size(x!.shape) / (a * b);
      const alongH = (y: Expr, width: number): Expr =>
        isIdentity(down!) ? y : matMul(down!, view(y, [a, width * rest]));
      const alongW = (y: Expr, height: number): Expr =>
        isIdentity(across!) ? y : matMul(across!, view(y, [height, b, rest]));
      const downFirst = a2 * a * b + a2 * b2 * b <= a * b2 * b + a2 * a * b2;
      const y = downFirst ? alongW(alongH(x!, b), a2) : alongH(alongW(x!, a), b2);
      return view(y, shape);
    },
  },
  SpaceColumns: {
    shape: ([x], { strips, ...attributes }) => {
      const [taps, windows] = [size(attributes.kernel) * x!.shape[1]!, rows(outPlace(attributes))];
      return strips === undefined ? [taps, windows] : [strips, taps, windows / strips];
    },
    lowering: ([x], attributes) => {
      const { map, strides, pads, dilations, kernel, out, strips = 1 } = attributes;
      const [h, w, n] = map as [number, number, number];
      const c = x!.shape[1]!;
      const image = reshape(transpose(x!), [c, h, w, n]);
      // Frame or cut the image to what the windows reach.
      const end = [0, 1].map(
        (i) => (out[i]! - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1 - pads[i]! - map[i]!,
      );
      const frame = [0, pads[0]!, pads[1]!, 0, 0, end[0]!, end[1]!, 0];
      const framed = frame.every((k) => k === 0) ? image : pad(image, { pads: frame, value: 0 });
      const [height, width] = framed.shape.slice(1) as [number, number];
      const places = size(out) / strips;
      // One Gather copies on all threads; a Slice for each tap and their Concat copy twice, on one.
      const lines: number[] = [];
      for (let first = 0; first < size(out); first += places)
        for (let tap = 0; tap < size(kernel); tap++)
          for (let channel = 0; channel < c; channel++)
            for (let place = first; place < first + places; place++) {
              const row =
                Math.floor(tap / kernel[1]!) * dilations[0]! + Math.floor(place / out[1]!) * strides[0]!;
              const column = (tap % kernel[1]!) * dilations[1]! + (place % out[1]!) * strides[1]!;
              lines.push((channel * height + row) * width + column);
            }
      const gathered = engineNode('GatherRows', [view(framed, [c * height * width, n])], { rows: lines });
      return reshape(gathered, COMPOSITES.SpaceColumns.shape([x!], attributes));
    },
  },
  SpacePlane: {
    shape: ([x], { window }) => [x!.shape[0]! / size(window), x!.shape[1]!],
    lowering: ([x], { map, window, at }) => {
      const [h, w, n] = map as [number, number, number];
      const c = x!.shape[1]!;
      const image = view(x!, [h, w, n * c]);
      const plane = slice(image, { axes: [0, 1], starts: at, ends: [h, w], steps: window });
      return reshape(plane, [(h * w * n) / size(window), c]);
    },
  },
  SpaceInterleave: {
    shape: ([x], { window }) => [x!.shape[0]! * size(window), x!.shape[1]!],
    lowering: (planes, { map, window }) => {
      const [h, w, n] = map as [number, number, number];
      const [kh, kw] = window as [number, number];
      const c = planes[0]!.shape[1]!;
      const parts = planes.map((plane) => view(plane, [h / kh, 1, w / kw, 1, n * c]));
      const lines = Array.from({ length: kh }, (_, u) => concat(parts.slice(u * kw, (u + 1) * kw), 3));
      return reshape(concat(lines, 1), [h * w * n, c]);
    },
  },
};

/** A node that only rules know. */
export const composite = <K extends CompositeOp>(
  op: K,
  inputs: readonly Expr[],
  attributes: CompositeSig[K],
): Expr => ({
  op,
  inputs,
  attributes: attributes as never,
  shape: COMPOSITES[op].shape(inputs, attributes),
  dtype: 'float32',
});

/** The attributes of a node if it is of that op. */
export const attributesOf = <K extends CompositeOp>(node: Expr, op: K): CompositeSig[K] | undefined =>
  node.op === op ? (node.attributes as never) : undefined;

function isIdentity(matrix: Expr): boolean {
  const [m, n] = matrix.shape as [number, number];
  const values = matrix.attributes.values as Float32Array;
  return m === n && values.every((x, i) => x === (i % (n + 1) === 0 ? 1 : 0));
}

/** A constant matrix of these rows. */
export const matrix = (lines: readonly (readonly number[])[]): Expr =>
  constant(lines.flat(), [lines.length, lines[0]!.length]);

/**
 * A constant of its own, though another one has the same values: what is computed from it is computed again instead of kept. onnxruntime
 * joins equal nodes too, but not such as take different constants.
 */
export const apart = (fixed: Expr): Expr => ({ ...fixed, attributes: { ...fixed.attributes, apart: 1 } });

export const sum = (terms: readonly Expr[]): Expr => terms.reduce(add);
