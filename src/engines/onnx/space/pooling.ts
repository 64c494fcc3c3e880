/** @file TABLE of pooling of images as matrices, and of the planes that tiled windows make of an image. */
import { type Expr, size } from '../../../graph/expr.ts';
import {
  averagePool,
  averagePoolGrad,
  concat,
  maxPool,
  maxPoolGrad,
  reshape,
  slice,
} from '../../../graph/ops.ts';
import type { PoolAttributes } from '../../../graph/window.ts';
import {
  imageRows,
  outPlace,
  type Place,
  placeOf,
  toImages,
  toSpace,
  view,
  type Windows,
  windowRows,
} from './place.ts';
import { type CompositeRows, compositeMaker, type SpaceForms } from './row.ts';

/** The places of an image whose row is `at[0]` modulo `window[0]`, and likewise its column. */
export interface PlaneOf {
  readonly map: Place;
  readonly window: readonly number[];
}
interface PoolingSig {
  SpaceMaxPool: Windows;
  /** (d, x, y) */
  SpaceMaxPoolGrad: Windows;
  SpaceAveragePool: Windows;
  SpaceAveragePoolGrad: Windows;
  /** (x): one plane of x. */
  SpacePlane: PlaneOf & { readonly at: readonly number[] };
  /** All planes, in row-major order of `at`: the image again. */
  SpaceInterleave: PlaneOf;
}
declare module '../../../graph/expr.ts' {
  interface Signatures extends PoolingSig {}
}

const poolAttributes = ({ kernel, strides, pads }: Windows): PoolAttributes => ({
  kernel_shape: kernel,
  strides,
  pads,
});

export const POOLING_COMPOSITES: CompositeRows<keyof PoolingSig> = {
  SpaceMaxPool: {
    shape: ([x], attributes) => windowRows(attributes, x!.shape[1]!),
    lowering: ([x], attributes) => toSpace(maxPool(toImages(x!, attributes.map), poolAttributes(attributes))),
  },
  SpaceMaxPoolGrad: {
    shape: ([x], attributes) => imageRows(attributes, x!.shape[1]!),
    lowering: ([d, x, y], attributes) => {
      const [out, { map }] = [outPlace(attributes), attributes];
      return toSpace(
        maxPoolGrad(toImages(d!, out), toImages(x!, map), toImages(y!, out), poolAttributes(attributes)),
      );
    },
  },
  SpaceAveragePool: {
    shape: ([x], attributes) => windowRows(attributes, x!.shape[1]!),
    lowering: ([x], attributes) =>
      toSpace(averagePool(toImages(x!, attributes.map), poolAttributes(attributes))),
  },
  SpaceAveragePoolGrad: {
    shape: ([d], attributes) => imageRows(attributes, d!.shape[1]!),
    lowering: ([d], attributes) => {
      const [h, w, n] = attributes.map as [number, number, number];
      const shape = [n, d!.shape[1]!, h, w];
      const windows = { ...poolAttributes(attributes), shape };
      return toSpace(averagePoolGrad(toImages(d!, outPlace(attributes)), windows));
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

const composite = compositeMaker(POOLING_COMPOSITES);

/** How the windows lie that make one of `image` and the other of `windows`. */
const windowsOf = (image: Expr, windows: Expr, { kernel_shape, strides, pads }: PoolAttributes): Windows => ({
  map: placeOf(image.shape),
  out: windows.shape.slice(2),
  kernel: kernel_shape,
  strides,
  pads,
});

export const POOLING_FORMS: SpaceForms<'MaxPool' | 'MaxPoolGrad' | 'AveragePool' | 'AveragePoolGrad'> = {
  MaxPool: {
    image: true,
    make: (node, [x], get) =>
      composite('SpaceMaxPool', [get(x!, 'matrix')], windowsOf(x!, node, node.attributes)),
  },
  MaxPoolGrad: {
    image: true,
    make: (node, [d, x, y], get) => {
      const inputs = [d!, x!, y!].map((operand) => get(operand, 'matrix'));
      return composite('SpaceMaxPoolGrad', inputs, windowsOf(x!, d!, node.attributes));
    },
  },
  AveragePool: {
    image: true,
    make: (node, [x], get) =>
      composite('SpaceAveragePool', [get(x!, 'matrix')], windowsOf(x!, node, node.attributes)),
  },
  AveragePoolGrad: {
    image: true,
    make: (node, [d], get) =>
      composite('SpaceAveragePoolGrad', [get(d!, 'matrix')], windowsOf(node, d!, node.attributes)),
  },
};
