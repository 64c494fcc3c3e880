/** @file Global contrast normalisation: each image for itself, so nothing is fitted. */

/** As in pylearn2's global_contrast_normalize (pylearn2/expr/preprocessing.py), which Goodfellow et al. 2013 used. */
export interface ContrastOptions {
  /** What norm or standard deviation becomes. */
  readonly scale: number;
  /** Added under the root, for pixels of 0..255. */
  readonly sqrtBias: number;
  /** Divide by the standard deviation (with n − 1) instead of the norm. */
  readonly useStd: boolean;
}

/** Divisors smaller than this are left out, as of an image of one colour. */
const LEAST_DIVISOR = 1e-8;

/**
 * Normalises images in place, `size` numbers each, of pixels from 0 to 255: x ← (x − mean x) / d with
 * d = √(sqrtBias + Σ (x − mean x)²) / scale, or with useStd d = √(sqrtBias + Σ (x − mean x)² / (size − 1)) / scale.
 */
export function normalizeContrast(
  images: Float32Array,
  size: number,
  { scale, sqrtBias, useStd }: ContrastOptions,
): void {
  for (let at = 0; at < images.length; at += size) {
    const image = images.subarray(at, at + size);
    let sum = 0;
    for (let i = 0; i < size; i++) sum += image[i]!;
    const mean = sum / size;
    let squares = 0;
    for (let i = 0; i < size; i++) squares += (image[i]! - mean) ** 2;
    const divisor = Math.sqrt(sqrtBias + (useStd ? squares / (size - 1) : squares)) / scale;
    const factor = divisor < LEAST_DIVISOR ? 1 : 1 / divisor;
    for (let i = 0; i < size; i++) image[i] = (image[i]! - mean) * factor;
  }
}
