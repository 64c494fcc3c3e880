/** @file What the steps of a run take beside their samples, prepared ahead: augmented batches and masks of dropout. */
import type { Augmentation } from '../data/batches/augment.ts';
import { AUGMENTED, augmentedImages } from '../data/batches/augmented.ts';
import type { Made } from '../data/batches/maker.ts';
import type { BatchOrder } from '../data/batches/order.ts';
import { openPreparer, type Preparer } from '../data/batches/preparer.ts';
import type { Images } from '../data/images.ts';
import type { Prepared } from '../engines/trainer.ts';
import type { MaskSpec } from '../network/masks.ts';
import { drawnMasks } from './masks.ts';

interface Preparation {
  readonly order: BatchOrder;
  readonly masks: readonly MaskSpec[];
  /** Absent where batches are taken as they are. */
  readonly augment?: Augmentation & {
    readonly images: Images;
    readonly shape: readonly [channels: number, height: number, width: number];
  };
}

/** As a preparer, with what an engine takes. */
export interface PreparedSteps extends Pick<Preparer, 'most' | 'close'> {
  take(...of: Parameters<Preparer['take']>): Promise<Prepared>;
}

/** Prepares what steps take; undefined where they take their samples alone. */
export function openPrepared({ order, masks, augment }: Preparation): PreparedSteps | undefined {
  const makers = [];
  if (masks.length > 0) makers.push(drawnMasks({ order, masks }));
  if (augment) {
    const { images, shape, ...augmentation } = augment;
    makers.push(augmentedImages({ order, augmentation, images, shape }));
  }
  if (makers.length === 0) return undefined;
  const preparer = openPreparer(makers);
  const prepared = (made: Made): Prepared => ({
    masks: new Map(masks.map(({ name }) => [name, made.get(name) as Uint8Array])),
    ...(augment && { images: made.get(AUGMENTED) as Float32Array }),
  });
  return { ...preparer, take: async (...of) => prepared(await preparer.take(...of)) };
}
