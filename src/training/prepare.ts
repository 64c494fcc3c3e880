/** @file What steps take beside their samples: augmented batches and masks of dropout, each a function of (seed, run, step). */
import { type Augmentation, augmentations, augmentInto } from '../data/batches/augment.ts';
import { type BatchOrder, batchSamples } from '../data/batches/order.ts';
import type { Prepared } from '../engines/trainer.ts';
import { drawMask } from '../network/dropout.ts';
import type { MaskSpec } from '../network/masks.ts';

/** All that decides what is prepared: plain data, as it goes to another thread. */
export interface Preparation {
  readonly order: BatchOrder;
  readonly masks: readonly MaskSpec[];
  /** Absent where batches are taken as they are. */
  readonly augment?: Augmentation & {
    /** Training images; in shared memory, so that another thread needs no copy. */
    readonly images: Float32Array;
    readonly shape: readonly [channels: number, height: number, width: number];
  };
}

const product = (shape: readonly number[]): number => shape.reduce((all, extent) => all * extent, 1);

/** What `steps` steps from `first` on take. */
export function prepare({ order, masks, augment }: Preparation, first: number, steps: number): Prepared {
  const { seed, run, batchSize } = order;
  const drawn = masks.map(({ name, shape, ...mask }) => {
    const length = batchSize * product(shape);
    const all = new Uint8Array(steps * length);
    for (let k = 0; k < steps; k++)
      drawMask(all.subarray(k * length, (k + 1) * length), mask, { seed, run, step: first + k });
    return [name, all] as const;
  });
  return { masks: new Map(drawn), ...(augment && { images: augmented(augment, order, first, steps) }) };
}

function augmented(
  { images, shape, ...augmentation }: NonNullable<Preparation['augment']>,
  order: BatchOrder,
  first: number,
  steps: number,
): Float32Array {
  const samples = batchSamples(order, first, steps);
  const into = new Float32Array(samples.length * product(shape));
  const drawn = augmentations(augmentation, order, first, steps);
  augmentInto(into, { images, shape, samples, pad: augmentation.pad, drawn });
  return into;
}

/** Bytes of what one step takes. */
export const preparedBytes = ({ order, masks, augment }: Preparation): number =>
  order.batchSize *
  ((augment ? 4 * product(augment.shape) : 0) + masks.reduce((sum, { shape }) => sum + product(shape), 0));

/** Steps `from` … `to` − 1 of `steps` that were prepared together. */
export function partOf({ images, masks }: Prepared, steps: number, from: number, to: number): Prepared {
  const part = <T extends Float32Array | Uint8Array>(all: T): T => {
    const one = all.length / steps;
    return all.subarray(from * one, to * one) as T;
  };
  return {
    masks: new Map([...masks].map(([name, mask]) => [name, part(mask)])),
    ...(images && { images: part(images) }),
  };
}

/** Several that follow each other as one. */
export function joined(parts: readonly Prepared[]): Prepared {
  const [first] = parts as readonly [Prepared, ...Prepared[]];
  if (parts.length === 1) return first;
  const together = <T extends Float32Array | Uint8Array>(
    arrays: readonly T[],
    into: (length: number) => T,
  ): T => {
    const all = into(arrays.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const array of arrays) {
      all.set(array, at);
      at += array.length;
    }
    return all;
  };
  return {
    masks: new Map(
      [...first.masks.keys()].map((name) => [
        name,
        together(
          parts.map(({ masks }) => masks.get(name)!),
          (length) => new Uint8Array(length),
        ),
      ]),
    ),
    ...(first.images && {
      images: together(
        parts.map(({ images }) => images!),
        (length) => new Float32Array(length),
      ),
    }),
  };
}
