/** @file Global contrast normalisation: each image for itself, so nothing is fitted. */
import { type Contrast, PIXEL } from '../images.ts';

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
 * What normalises images of pixels from 0 to 255, `size` each: x ← (x − mean x) / d with d = √(sqrtBias + Σ (x − mean x)²) / scale, or with
 * useStd d = √(sqrtBias + Σ (x − mean x)² / (size − 1)) / scale. Two numbers an image, so that the pixels can stay bytes.
 */
export function contrastOf(
  bytes: Uint8Array,
  size: number,
  { scale, sqrtBias, useStd }: ContrastOptions,
): Contrast {
  const count = bytes.length / size;
  const contrast = { mean: new Float64Array(count), factor: new Float64Array(count) };
  for (let image = 0; image < count; image++) {
    const [from, end] = [image * size, (image + 1) * size];
    let sum = 0;
    for (let i = from; i < end; i++) sum += PIXEL[bytes[i]!]!;
    const mean = sum / size;
    let squares = 0;
    for (let i = from; i < end; i++) squares += (PIXEL[bytes[i]!]! - mean) ** 2;
    const divisor = Math.sqrt(sqrtBias + (useStd ? squares / (size - 1) : squares)) / scale;
    contrast.mean[image] = mean;
    contrast.factor[image] = divisor < LEAST_DIVISOR ? 1 : 1 / divisor;
  }
  return contrast;
}
