/** @file Random crops and flips of training images: which ones is a function of (seed, run, step) and the place in the batch alone. */
import { randomStream } from '../../random/stream.ts';

export interface Augmentation {
  /** Pixels of zeros around an image, of which a crop of the image's own size is then cut. */
  readonly pad: number;
  /** Whether half of the images are mirrored, left to right. */
  readonly flip: boolean;
}

/** One entry a sample, in the order of the steps and of the batch. */
export interface Augmentations {
  /** Row and column of the padded image at which the crop begins, each from 0 to 2 · pad. */
  readonly top: Int32Array;
  readonly left: Int32Array;
  /** 1 where the crop is mirrored. */
  readonly flip: Uint8Array;
}

/**
 * What is done to the samples of `steps` steps from `firstStep` on; any range equals the same slice of the whole. Each step has a stream
 * of its own and takes three numbers a sample whatever the options are, so that the crops with and without flips are the same.
 */
export function augmentations(
  { pad, flip }: Augmentation,
  order: { readonly seed: number; readonly run: number; readonly batchSize: number },
  firstStep: number,
  steps: number,
): Augmentations {
  const { seed, run, batchSize } = order;
  const count = steps * batchSize;
  const drawn = { top: new Int32Array(count), left: new Int32Array(count), flip: new Uint8Array(count) };
  for (let step = 0; step < steps; step++) {
    const random = randomStream({ seed, run, purpose: 'augment', index: firstStep + step });
    for (let i = step * batchSize; i < (step + 1) * batchSize; i++) {
      drawn.top[i] = random.below(2 * pad + 1);
      drawn.left[i] = random.below(2 * pad + 1);
      const mirrored = random.below(2);
      drawn.flip[i] = flip ? mirrored : 0;
    }
  }
  return drawn;
}

/**
 * Writes augmented images one after the other: the i-th of `images`, cropped and mirrored as entry i says. Images are
 * [channels, height, width], as `shape` has it; the padding is zeros, which is the mean of whitened images.
 */
export function augmentInto(
  into: Float32Array,
  {
    images,
    shape: [channels, height, width],
    pad,
    drawn,
  }: {
    readonly images: Float32Array;
    readonly shape: readonly [channels: number, height: number, width: number];
    readonly pad: number;
    readonly drawn: Augmentations;
  },
): void {
  const size = channels * height * width;
  into.fill(0);
  for (const [i, flip] of drawn.flip.entries()) {
    // Row y of the crop is row y + down of the image; column x is column x + right, or of the mirrored crop its opposite.
    const [down, right] = [drawn.top[i]! - pad, drawn.left[i]! - pad];
    const [firstRow, endRow] = [Math.max(0, -down), Math.min(height, height - down)];
    const [first, end] = [Math.max(0, -right), Math.min(width, width - right)];
    // With more padding than image, a crop may lie beside the image.
    if (first >= end) continue;
    for (let channel = 0; channel < channels; channel++) {
      for (let y = firstRow; y < endRow; y++) {
        const from = i * size + (channel * height + y + down) * width + right;
        const to = i * size + (channel * height + y) * width;
        if (flip === 0) into.set(images.subarray(from + first, from + end), to + first);
        else for (let x = first; x < end; x++) into[to + width - 1 - x] = images[from + x]!;
      }
    }
  }
}
