/** @file Maker of the masks of dropout, which are a function of (seed, run, step). */
import type { Make, Maker } from '../data/batches/maker.ts';
import type { BatchOrder } from '../data/batches/order.ts';
import { size } from '../graph/expr.ts';
import { drawMask, maskBytes } from '../network/dropout.ts';
import type { MaskSpec } from '../network/masks.ts';

interface Masks {
  readonly order: Pick<BatchOrder, 'seed' | 'run' | 'batchSize'>;
  readonly masks: readonly MaskSpec[];
}

/** A maker of the masks that a network takes, by their names. */
export const drawnMasks = (told: Masks): Maker => ({
  module: import.meta.url,
  told,
  bytes: told.masks.reduce((sum, { shape }) => sum + maskBytes(told.order.batchSize * size(shape)), 0),
});

/** As makers are opened. */
export const open =
  ({ order: { seed, run, batchSize }, masks }: Masks): Make =>
  (first, steps) =>
    new Map(
      masks.map(({ name, shape, ...mask }) => {
        const length = maskBytes(batchSize * size(shape));
        const all = new Uint8Array(steps * length);
        for (let k = 0; k < steps; k++)
          drawMask(all.subarray(k * length, (k + 1) * length), mask, { seed, run, step: first + k });
        return [name, all] as const;
      }),
    );
