/** @file ZCA whitening: fitted to training images, applied to any. */
import type { Split } from '../dataset.ts';
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

/** Images that are read one after the other, as often as need be, so that they need not be held as numbers. */
export type Source = Pick<Split, 'count' | 'read'>;

/**
 * Fits the whitening of images of `size` numbers each; the covariance divides by their number, as pylearn2 does. `onProgress` is told now
 * and then what part is done, 0 to 1.
 */
export async function fitWhitening(
  images: Source,
  size: number,
  { filterBias }: ZcaOptions,
  algebra: LinearAlgebra,
  onProgress: (done: number) => void = () => {},
): Promise<Whitening> {
  onProgress(0);
  const mean = await meanImage(images, size);
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

async function meanImage(images: Source, size: number): Promise<Float64Array> {
  const mean = new Float64Array(size);
  for await (const chunk of chunks(images, SUMMED, size))
    for (let at = 0; at < chunk.length; at += size) for (let i = 0; i < size; i++) mean[i]! += chunk[at + i]!;
  return mean.map((sum) => (sum * size) / (images.count * size));
}

/** Σ (x − mean)(x − mean)ᵀ / count: float32 products of chunks, summed in double precision. */
async function covarianceOf(
  images: Source,
  mean: Float64Array,
  algebra: LinearAlgebra,
  onProgress: (done: number) => void,
) {
  const n = mean.length;
  const columns = new Float32Array(SUMMED * n);
  const product = new Float32Array(n * n);
  const sum = new Float64Array(n * n);
  let done = 0;
  for await (const chunk of chunks(images, SUMMED, n)) {
    const a = columns.subarray(0, chunk.length);
    transposeLess(chunk, mean, a);
    await upperProduct(algebra, { a, b: a, k: chunk.length / n, into: product });
    for (let row = 0; row < n; row++)
      for (let i = row * (n + 1); i < (row + 1) * n; i++) sum[i]! += product[i]!;
    done += chunk.length / n;
    onProgress(done / images.count);
  }
  for (let i = 0; i < sum.length; i++) sum[i]! /= images.count;
  mirror(sum, n);
  return sum;
}

/** Whitened images: x·W − mean·W, where W is symmetric. So many at a time; each chunk takes the place of the one before it. */
export async function* whitened(
  images: Source,
  { mean, matrix }: Whitening,
  { timesTransposed }: LinearAlgebra,
): AsyncGenerator<Float32Array> {
  const n = mean.length;
  const offset = new Float32Array(n);
  await timesTransposed(mean, matrix, n, offset);
  const room = new Float32Array(Math.min(WHITENED, images.count) * n);
  for await (const chunk of chunks(images, WHITENED, n)) {
    const product = room.subarray(0, chunk.length);
    await timesTransposed(chunk, matrix, n, product);
    for (let at = 0; at < chunk.length; at += n) for (let i = 0; i < n; i++) product[at + i]! -= offset[i]!;
    yield product;
  }
}

/** All images, so many at a time; each chunk takes the place of the one before it. */
async function* chunks({ count, read }: Source, most: number, size: number): AsyncGenerator<Float32Array> {
  const room = new Float32Array(Math.min(most, count) * size);
  for (let first = 0; first < count; first += most) {
    const samples = Int32Array.from({ length: Math.min(most, count - first) }, (_, i) => first + i);
    const chunk = room.subarray(0, samples.length * size);
    await read(samples, chunk);
    yield chunk;
  }
}
