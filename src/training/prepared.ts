/** @file What the steps of a run take beside their samples, prepared ahead: the images of batches, or their crops, and masks of dropout. */
import { type Augmentation, augmentations } from '../data/batches/augment.ts';
import { type BatchImages, batchImages, IMAGES } from '../data/batches/batch-images.ts';
import type { Made } from '../data/batches/maker.ts';
import type { BatchOrder } from '../data/batches/order.ts';
import { openPreparer, type Preparer } from '../data/batches/preparer.ts';
import type { Prepared } from '../engines/trainer.ts';
import type { MaskSpec } from '../network/masks.ts';
import { drawnMasks } from './masks.ts';

interface Preparation {
  readonly order: BatchOrder;
  readonly masks: readonly MaskSpec[];
  /** Absent where the engine takes images by itself. */
  readonly images?: Omit<BatchImages, 'order'>;
  /** Present where the engine augments them by itself. */
  readonly crops?: Augmentation;
  /** How many threads prepare; absent: as many as it takes. */
  readonly threads?: number;
}

/** As a preparer, with what an engine takes. */
export interface PreparedSteps extends Pick<Preparer, 'most' | 'close'> {
  take(...of: Parameters<Preparer['take']>): Promise<Prepared>;
}

/** A preparer of nothing. */
const NOTHING: Preparer = { most: Infinity, take: async () => new Map(), close: async () => {} };

/** Prepares what steps take; undefined where they take their samples alone. */
export function openPrepared({
  order,
  masks,
  images,
  crops,
  ...pool
}: Preparation): PreparedSteps | undefined {
  const makers = [];
  if (masks.length > 0) makers.push(drawnMasks({ order, masks }));
  if (images) makers.push(batchImages({ order, ...images }));
  if (makers.length === 0 && !crops) return undefined;
  const preparer = makers.length > 0 ? openPreparer(makers, pool) : NOTHING;
  const prepared = (made: Made): Prepared => ({
    masks: new Map(masks.map(({ name }) => [name, made.get(name) as Uint8Array])),
    ...(images && { images: made.get(IMAGES) as Float32Array }),
  });
  return {
    ...preparer,
    async take(first, steps, end) {
      const made = prepared(await preparer.take(first, steps, end));
      // A few numbers a sample take no time that a thread could save.
      return { ...made, ...(crops && { crops: augmentations(crops, order, first, steps) }) };
    },
  };
}
