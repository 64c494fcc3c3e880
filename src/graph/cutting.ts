/** @file TABLE of the ops that cut tensors, put them together, and frame them with a number. */
import { later, shifted } from './batching.ts';
import type { Expr, Shape } from './expr.ts';
import { maker } from './make.ts';
import { reshape } from './moving.ts';
import type { Rows } from './op.ts';
import {
  concatShape,
  concat as concatTensors,
  type PadAttributes,
  padShape,
  pad as padTensor,
  type SliceAttributes,
  sliceShape,
  slice as sliceTensor,
} from './slices.ts';

export interface CuttingSig {
  Slice: SliceAttributes;
  Pad: PadAttributes;
  Concat: { readonly axis: number };
}
declare module './expr.ts' {
  interface Signatures extends CuttingSig {}
}

export const CUTTING: Rows<keyof CuttingSig> = {
  Slice: {
    types: ['any'],
    shape: ([x], attributes) => sliceShape(x!.shape, attributes),
    reference: ([x], attributes) => sliceTensor(x!, attributes),
    batching: shifted((attributes) => ({ ...attributes, axes: later(attributes.axes) })),
    gradient: (d, _, [x], attributes) => [scatter(d, x!.shape, attributes)],
    sample: {
      inputs: [{ shape: [5, 3, 6] }],
      attributes: { axes: [0, 2], starts: [1, 0], ends: [4, 6], steps: [1, 2] },
    },
  },
  Pad: {
    shape: ([x], attributes) => padShape(x!.shape, attributes),
    reference: ([x], attributes) => padTensor(x!, attributes),
    batching: shifted(({ pads, value }) => {
      const rank = pads.length / 2;
      return { pads: [0, ...pads.slice(0, rank), 0, ...pads.slice(rank)], value };
    }),
    gradient: (d, _y, _x, { pads }) => [pad(d, { pads: pads.map((n) => 0 - n), value: 0 })],
    sample: { inputs: [{ shape: [2, 3, 4] }], attributes: { pads: [0, 1, -1, 0, 2, 1], value: 0.5 } },
  },
  Concat: {
    types: ['any'],
    variadic: true,
    shape: (xs, { axis }) =>
      concatShape(
        xs.map(({ shape }) => shape),
        axis,
      ),
    reference: (xs, { axis }) => concatTensors(xs, axis),
    batching: shifted(({ axis }) => ({ axis: axis + 1 })),
    gradient: (d, _, xs, { axis }) => partsOf(d, xs, axis),
    sample: { inputs: [{ shape: [2, 3] }, { shape: [2, 1] }], attributes: { axis: 1 } },
  },
};

const make = maker(CUTTING);

export const slice = (x: Expr, attributes: SliceAttributes): Expr => make('Slice', [x], attributes);
export const pad = (x: Expr, attributes: PadAttributes): Expr => make('Pad', [x], attributes);
export const concat = (xs: readonly Expr[], axis: number): Expr => make('Concat', xs, { axis });

/** What of d belongs to each of the tensors that were put together. */
function partsOf(d: Expr, xs: readonly Expr[], axis: number): Expr[] {
  let start = 0;
  return xs.map(({ shape }) => {
    const end = start + shape[axis]!;
    const part = slice(d, { axes: [axis], starts: [start], ends: [end], steps: [1] });
    start = end;
    return part;
  });
}

/** Zeros between neighbours along an axis, and after the last, so that element i comes to i · step. */
function spread(x: Expr, axis: number, step: number): Expr {
  if (step === 1) return x;
  const [before, n, after] = [x.shape.slice(0, axis), x.shape[axis]!, x.shape.slice(axis + 1)];
  const rank = x.shape.length + 1;
  const pads = new Array<number>(2 * rank).fill(0);
  pads[rank + axis + 1] = step - 1;
  const stuffed = pad(reshape(x, [...before, n, 1, ...after]), { pads, value: 0 });
  return reshape(stuffed, [...before, n * step, ...after]);
}

/** Puts element i of each axis to starts + i · steps in a tensor of zeros of `shape`; what falls outside is dropped. */
export function scatter(
  x: Expr,
  shape: Shape,
  { axes, starts, steps }: Pick<SliceAttributes, 'axes' | 'starts' | 'steps'>,
): Expr {
  const wide = axes.reduce((sum, axis, i) => spread(sum, axis, steps[i]!), x);
  const rank = shape.length;
  const pads = new Array<number>(2 * rank).fill(0);
  axes.forEach((axis, i) => {
    pads[axis] = starts[i]!;
    pads[rank + axis] = shape[axis]! - starts[i]! - wide.shape[axis]!;
  });
  return pads.every((n) => n === 0) ? wide : pad(wide, { pads, value: 0 });
}
