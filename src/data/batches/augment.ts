/** @file Random crops and flips of training images: which ones is a function of (seed, run, step) and the place in the batch alone. */
import { randomStream } from '../../random/stream.ts';
import type { Place } from '../cut/cut.ts';

export interface Augmentation {
  /** Pixels of zeros around an image, of which a crop is then cut. */
  readonly pad: number;
  /** Whether half of the images are mirrored, left to right. */
  readonly flip: boolean;
}

/** One entry a sample, in the order of the steps and of the batch. */
export interface Augmentations {
  /** Row and column of the padded image at which the crop begins. */
  readonly top: Int32Array;
  readonly left: Int32Array;
  /** 1 where the crop is mirrored. */
  readonly flip: Uint8Array;
}

/**
 * What is done to the samples of `steps` steps from `firstStep` on; any range equals the same slice of the whole. Each step has a stream
 * of its own and takes three numbers a sample whatever the options are, so that the crops with and without flips are the same. `rows` and `columns`:
 * by how many an image is larger than its crops.
 */
export function augmentations(
  { pad, flip }: Augmentation,
  order: { readonly seed: number; readonly run: number; readonly batchSize: number },
  firstStep: number,
  steps: number,
  [rows, columns]: readonly [rows: number, columns: number] = [0, 0],
): Augmentations {
  const { seed, run, batchSize } = order;
  const count = steps * batchSize;
  const drawn = { top: new Int32Array(count), left: new Int32Array(count), flip: new Uint8Array(count) };
  for (let step = 0; step < steps; step++) {
    const random = randomStream({ seed, run, purpose: 'augment', index: firstStep + step });
    for (let i = step * batchSize; i < (step + 1) * batchSize; i++) {
      drawn.top[i] = random.below(2 * pad + rows + 1);
      drawn.left[i] = random.below(2 * pad + columns + 1);
      const mirrored = random.below(2);
      drawn.flip[i] = flip ? mirrored : 0;
    }
  }
  return drawn;
}

/** Where the i-th crop begins in an image that is padded so, without its padding. */
export const placeOf = ({ top, left, flip }: Augmentations, i: number, { pad }: Augmentation): Place => ({
  top: top[i]! - pad,
  left: left[i]! - pad,
  flip: flip[i] === 1,
});
