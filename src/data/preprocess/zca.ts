/** @file ZCA whitening: fitted to training images, applied to any. */
import { inverseRoot } from './inverse-root.ts';
import { type LinearAlgebra, mirror, transposeLess, upperProduct } from './linear-algebra.ts';

/** As in pylearn2's preprocessing.ZCA (pylearn2/datasets/preprocessing.py), which Goodfellow et al. 2013 used. */
export interface ZcaOptions {
  /** Added to every variance, so that directions of (nearly) none are not blown up; for pixels of 0..255, or their contrast normalised. */
  readonly filterBias: number;
}

/** y = (x − mean) · matrix. */
export interface Whitening {
  /** Mean of every pixel over the training images, [size]. */
  readonly mean: Float32Array;
  /** (C + filterBias · I)^(−1/2) of their covariance C, [size, size]. */
  readonly matrix: Float32Array;
}

/** Images whose products are summed in float32, which is exact enough over so many. */
const SUMMED = 2500;
/** Images that are whitened together: so few that a strip of the product stays in a core's cache. */
const WHITENED = 625;

/** Half of the time goes to the covariance of 50,000 images, half to its inverse root. */
const HALF = 0.5;

/**
 * Fits the whitening of images of `size` numbers each; the covariance divides by their number, as pylearn2 does. `onProgress` is told now
 * and then what part is done, 0 to 1.
 */
export async function fitWhitening(
  images: Float32Array,
  size: number,
  { filterBias }: ZcaOptions,
  algebra: LinearAlgebra,
  onProgress: (done: number) => void = () => {},
): Promise<Whitening> {
  onProgress(0);
  const mean = meanImage(images, size);
  const covariance = await covarianceOf(images, mean, algebra, (done) => onProgress(HALF * done));
  const toRoot = (done: number) => onProgress(HALF + (1 - HALF) * done);
  for (let i = 0; i < size; i++) covariance[i * (size + 1)]! += filterBias;
  return {
    mean: new Float32Array(mean),
    matrix: new Float32Array(
      await inverseRoot(covariance, size, { smallest: filterBias, algebra, onProgress: toRoot }),
    ),
  };
}

function meanImage(images: Float32Array, size: number): Float64Array {
  const mean = new Float64Array(size);
  for (let at = 0; at < images.length; at += size) for (let i = 0; i < size; i++) mean[i]! += images[at + i]!;
  return mean.map((sum) => (sum * size) / images.length);
}

/** Σ (x − mean)(x − mean)ᵀ / count: float32 products of chunks, summed in double precision. */
async function covarianceOf(
  images: Float32Array,
  mean: Float64Array,
  algebra: LinearAlgebra,
  onProgress: (done: number) => void,
) {
  const n = mean.length;
  const columns = new Float32Array(SUMMED * n);
  const product = new Float32Array(n * n);
  const sum = new Float64Array(n * n);
  let done = 0;
  for (const chunk of chunks(images, SUMMED * n)) {
    const a = columns.subarray(0, chunk.length);
    transposeLess(chunk, mean, a);
    await upperProduct(algebra, { a, b: a, k: chunk.length / n, into: product });
    for (let row = 0; row < n; row++)
      for (let i = row * (n + 1); i < (row + 1) * n; i++) sum[i]! += product[i]!;
    done += chunk.length;
    onProgress(done / images.length);
  }
  const count = images.length / n;
  for (let i = 0; i < sum.length; i++) sum[i]! /= count;
  mirror(sum, n);
  return sum;
}

/** Whitens images in place: x·W − mean·W, where W is symmetric. */
export async function whiten(
  images: Float32Array,
  { mean, matrix }: Whitening,
  { timesTransposed }: LinearAlgebra,
): Promise<void> {
  const n = mean.length;
  const offset = new Float32Array(n);
  await timesTransposed(mean, matrix, n, offset);
  const scratch = new Float32Array(WHITENED * n);
  for (const chunk of chunks(images, WHITENED * n)) {
    const whitened = scratch.subarray(0, chunk.length);
    await timesTransposed(chunk, matrix, n, whitened);
    for (let at = 0; at < chunk.length; at += n)
      for (let i = 0; i < n; i++) chunk[at + i] = whitened[at + i]! - offset[i]!;
  }
}

function* chunks(images: Float32Array, length: number): Generator<Float32Array> {
  for (let at = 0; at < images.length; at += length) yield images.subarray(at, at + length);
}
