/** @file TABLE of convolutions of images as matrices, and of the columns that make one product of them. */
import { type Expr, type Shape, type Signatures, size } from '../../../graph/expr.ts';
import { conv, convGradWeight, convTranspose, pad, reshape, transpose } from '../../../graph/ops.ts';
import { engineNode } from '../ops.ts';
import {
  type ConvWindows,
  imageRows,
  outPlace,
  placeOf,
  toImages,
  toSpace,
  view,
  windowRows,
} from './place.ts';
import { type CompositeRows, compositeMaker, type SpaceForms } from './row.ts';

interface ConvolutionSig {
  /** (x, w [M, C, kh, kw]): the convolution of x. */
  SpaceConv: ConvWindows;
  /** (d, w): gradient of SpaceConv with respect to x. */
  SpaceConvInput: ConvWindows;
  /** (x, d): gradient of SpaceConv with respect to w, [M, C, kh, kw]. */
  SpaceConvWeight: ConvWindows;
}
interface ColumnsSig {
  /** (x): the inputs of each window, [kh · kw · C, rows · columns · batch]; with `strips` as many such matrices, each of as many windows. */
  SpaceColumns: ConvWindows & { readonly strips?: number };
}
declare module '../../../graph/expr.ts' {
  interface Signatures extends ConvolutionSig, ColumnsSig {}
}

const CONVOLUTIONS: CompositeRows<keyof ConvolutionSig> = {
  SpaceConv: {
    shape: ([, w], attributes) => windowRows(attributes, w!.shape[0]!),
    lowering: ([x, w], { map, strides, pads, dilations }) =>
      toSpace(conv(toImages(x!, map), w!, { strides, pads, dilations })),
  },
  SpaceConvInput: {
    shape: ([, w], attributes) => imageRows(attributes, w!.shape[1]!),
    lowering: ([d, w], attributes) => {
      const { map, strides, pads, dilations, kernel, out } = attributes;
      const output_padding = [0, 1].map((i) => {
        const extent = (kernel[i]! - 1) * dilations[i]! + 1;
        return map[i]! + pads[i]! + pads[i + 2]! - extent - (out[i]! - 1) * strides[i]!;
      });
      return toSpace(
        convTranspose(toImages(d!, outPlace(attributes)), w!, { strides, pads, dilations, output_padding }),
      );
    },
  },
  SpaceConvWeight: {
    shape: ([x, d], { kernel }) => [d!.shape[1]!, x!.shape[1]!, ...kernel],
    lowering: ([x, d], attributes) => {
      const { map, strides, pads, dilations, kernel } = attributes;
      const images = [toImages(x!, map), toImages(d!, outPlace(attributes))] as const;
      return convGradWeight(...images, { strides, pads, dilations, kernel_shape: kernel });
    },
  },
};

export const CONVOLUTION_COMPOSITES: CompositeRows<keyof (ConvolutionSig & ColumnsSig)> = {
  ...CONVOLUTIONS,
  SpaceColumns: {
    shape: ([x], attributes) => columnsShape(x!, attributes),
    lowering: ([x], attributes) => gatheredColumns(x!, attributes),
  },
};

type Convolution = { [K in keyof ConvolutionSig]: Expr<K> }[keyof ConvolutionSig];

/** Whether it is one of the three forms of a convolution. */
export const isSpaceConvolution = (node: Expr): node is Convolution => Object.hasOwn(CONVOLUTIONS, node.op);

const composite = compositeMaker(CONVOLUTION_COMPOSITES);

/** Attributes of a convolution of `image` to `windows`, with a kernel. */
const convWindows = (
  image: Expr,
  windows: Expr,
  kernel: readonly number[],
  { strides, pads, dilations }: Signatures['Conv'],
): ConvWindows => ({
  map: placeOf(image.shape),
  out: windows.shape.slice(2),
  kernel,
  strides,
  pads,
  dilations,
});

export const CONVOLUTION_FORMS: SpaceForms<'Conv' | 'ConvTranspose' | 'ConvGradWeight'> = {
  Conv: {
    image: true,
    make: (node, [x, w], get) =>
      composite(
        'SpaceConv',
        [get(x!, 'matrix'), get(w!, 'plain')],
        convWindows(x!, node, w!.shape.slice(2), node.attributes),
      ),
  },
  ConvTranspose: {
    image: true,
    make: (node, [d, w], get) =>
      composite(
        'SpaceConvInput',
        [get(d!, 'matrix'), get(w!, 'plain')],
        convWindows(node, d!, w!.shape.slice(2), node.attributes),
      ),
  },
  ConvGradWeight: {
    image: false,
    make: (node, [x, d], get) =>
      composite(
        'SpaceConvWeight',
        [get(x!, 'matrix'), get(d!, 'matrix')],
        convWindows(x!, d!, node.attributes.kernel_shape, node.attributes),
      ),
  },
};

function columnsShape(x: Expr, { strips, ...attributes }: Signatures['SpaceColumns']): Shape {
  const [taps, windows] = [size(attributes.kernel) * x.shape[1]!, size(outPlace(attributes))];
  return strips === undefined ? [taps, windows] : [strips, taps, windows / strips];
}

/** Columns of an image that is framed, or cut, to what the windows reach. */
function gatheredColumns(x: Expr, attributes: Signatures['SpaceColumns']): Expr {
  const { map, strides, pads, dilations, kernel, out } = attributes;
  const [h, w, n] = map as [number, number, number];
  const c = x.shape[1]!;
  const image = reshape(transpose(x), [c, h, w, n]);
  const end = [0, 1].map(
    (i) => (out[i]! - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1 - pads[i]! - map[i]!,
  );
  const frame = [0, pads[0]!, pads[1]!, 0, 0, end[0]!, end[1]!, 0];
  const framed = frame.every((k) => k === 0) ? image : pad(image, { pads: frame, value: 0 });
  const [height, width] = framed.shape.slice(1) as [number, number];
  // One Gather copies on all threads; a Slice for each tap and their Concat copy twice, on one.
  const gathered = engineNode('GatherRows', [view(framed, [c * height * width, n])], {
    rows: columnSources([c, height, width], attributes),
  });
  return reshape(gathered, columnsShape(x, attributes));
}

/** Which row of [channels · height · width] each row of the columns is: of each strip, tap and channel the places of its windows. */
function columnSources(
  [channels, height, width]: readonly [number, number, number],
  { strides, dilations, kernel, out, strips = 1 }: Signatures['SpaceColumns'],
): number[] {
  const places = size(out) / strips;
  const sources: number[] = [];
  for (let first = 0; first < size(out); first += places)
    for (let tap = 0; tap < size(kernel); tap++)
      for (let channel = 0; channel < channels; channel++)
        for (let place = first; place < first + places; place++) {
          const row =
            Math.floor(tap / kernel[1]!) * dilations[0]! + Math.floor(place / out[1]!) * strides[0]!;
          const column = (tap % kernel[1]!) * dilations[1]! + (place % out[1]!) * strides[1]!;
          sources.push((channel * height + row) * width + column);
        }
  return sources;
}
