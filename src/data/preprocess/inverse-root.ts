/**
 * @file A^(−1/2) of a symmetric positive definite matrix from products alone: no library at hand decomposes a 3072 × 3072 matrix in
 * bearable time, and products are what an engine does best. The result grows in double precision: single precision's rounding, some 1e-5 of
 * its largest eigenvalue, is far more beside its smallest, which the brightest part of an image is multiplied with.
 */
import { dataError } from '../../errors.ts';
import { type LinearAlgebra, type Numbers, symmetricProduct } from './linear-algebra.ts';

/** Roots of the eigenvalues of Z·A·Z end within this of 1. */
const TOLERANCE = 1e-4;
/** 2^-80 of the norm, far below what double precision resolves, takes fewer steps. */
const MOST_STEPS = 100;
/** Distance of Z·A·Z from the identity that is not all TOLERANCE: single precision did not suffice. */
const MOST_IN_SINGLE = 5e-4;
/** And one that is no longer rounding: double precision did not suffice either. */
const MOST_IN_DOUBLE = 1e-3;
/** Times that a vector is multiplied by that distance, to turn it towards the largest. */
const TURNS = 5;

/**
 * A^(−1/2), [n, n], of A [n, n] whose smallest eigenvalue is at least `smallest`. Rounding grows with the square of the condition number,
 * and single precision takes half the time: so that is tried first.
 * @throws UserError (exit code 3) where double precision does not suffice.
 */
export async function inverseRoot(
  matrix: Float64Array,
  n: number,
  given: Omit<Iteration, 'Working'>,
): Promise<Float64Array> {
  const found = await iterate(matrix, n, { ...given, Working: Float32Array });
  if (distance(found, matrix, n) < MOST_IN_SINGLE) return found;
  const exact = await iterate(matrix, n, { ...given, Working: Float64Array });
  const rest = distance(exact, matrix, n);
  if (rest < MOST_IN_DOUBLE) return exact;
  throw dataError(
    `whitening: double precision does not suffice for these images (residual ${rest.toPrecision(2)}); expected a larger filter_bias than ${given.smallest}.`,
  );
}

interface Iteration {
  readonly smallest: number;
  readonly algebra: LinearAlgebra;
  /** Told after each step what part is done, 0 to 1; the second time from 0 on. */
  readonly onProgress?: (done: number) => void;
  /** What Y and p are kept and computed in. */
  readonly Working: Float32ArrayConstructor | Float64ArrayConstructor;
}

/**
 * Z → A^(−1/2) by the coupled Newton-Schulz iteration (Higham 2008, Functions of Matrices, 6.35) Y ← Y·p(Z·Y), Z ← p(Z·Y)·Z from Y = A,
 * Z = I, where p(M) = a·I − b·M. All these matrices are polynomials of A: they commute, and so do their products stay symmetric. Let s be a
 * root of an eigenvalue of Z·Y. A step takes it to a·s − b·s³; a and b make the largest distance from 1 over all s in [low, high] the
 * smallest that a cubic can have (Chen and Chow 2014, A stable scaling of Newton-Schulz for improving the sign function computation of a
 * Hermitian matrix).
 */
async function iterate(
  matrix: Float64Array,
  n: number,
  { smallest, algebra, onProgress, Working }: Iteration,
): Promise<Float64Array> {
  // The Frobenius norm is no less than the largest eigenvalue, and little more where few directions have most of the variance.
  const norm = length(matrix);
  const product = <N extends Numbers>(a: N, b: N, into: N) => symmetricProduct(algebra, { a, b, k: n, into });
  let low = Math.sqrt(smallest / norm);
  let high = 1;
  const steps = stepsFrom(low);
  // Before the first step Z = I, so that Z·Y = Y = A / norm, and Z becomes p itself.
  let y: Numbers = new Working(n * n);
  for (let i = 0; i < y.length; i++) y[i] = matrix[i]! / norm;
  const p: Numbers = y.slice();
  let spare: Numbers = new Working(n * n);
  const exactP = new Float64Array(n * n);
  let z: Float64Array<ArrayBuffer> | undefined;
  let spareZ = new Float64Array(n * n);
  // Whether the steps sufficed is seen from what they end with.
  for (let step = 0; !z || step < MOST_STEPS; step++) {
    const { a, b } = bestCubic(low, high);
    if (z) {
      spare.set(z);
      await product(spare, y, p);
    }
    combine(p, n, a, -b);
    exactP.set(p);
    if (z) {
      await product(exactP, z, spareZ);
      [z, spareZ] = [spareZ, z];
    } else z = exactP.slice();
    low = a * low - b * low ** 3;
    high = 2 - low;
    onProgress?.((step + 1) / steps);
    if (1 - low < TOLERANCE) break;
    await product(y, p, spare);
    [y, spare] = [spare, y];
  }
  const scale = 1 / Math.sqrt(norm);
  for (let i = 0; i < z.length; i++) z[i]! *= scale;
  return z;
}

/** The odd cubic a·s − b·s³ whose largest distance from 1 over [low, high] is the smallest. */
function bestCubic(low: number, high: number): { readonly a: number; readonly b: number } {
  const alpha = Math.sqrt(3 / (high * high + low * high + low * low));
  const beta = 4 / (2 + low * high * (low + high) * alpha ** 3);
  return { a: 1.5 * alpha * beta, b: 0.5 * alpha ** 3 * beta };
}

/** Steps that `iterate` takes, given where the roots begin. */
function stepsFrom(low: number): number {
  let steps = 0;
  for (let [at, high] = [low, 1]; steps < MOST_STEPS && 1 - at >= TOLERANCE; steps++) {
    const { a, b } = bestCubic(at, high);
    at = a * at - b * at ** 3;
    high = 2 - at;
  }
  return Math.max(1, steps);
}

/** M ← a·I + b·M. */
function combine(matrix: Numbers, n: number, a: number, b: number): void {
  for (let i = 0; i < matrix.length; i++) matrix[i]! *= b;
  for (let i = 0; i < n; i++) matrix[i * (n + 1)]! += a;
}

/** ‖Z·A·Z − I‖, nearly: from below, by the power method. */
function distance(z: Float64Array, matrix: Float64Array, n: number): number {
  let vector: Float64Array = Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));
  let ratio = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    const norm = length(vector);
    const unit = vector.map((x) => x / norm);
    const image = times(z, times(matrix, times(z, unit)));
    vector = image.map((x, i) => x - unit[i]!);
    ratio = length(vector);
  }
  return ratio;
}

const length = (numbers: Float64Array): number => Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0));

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  const image = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += matrix[row * n + i]! * vector[i]!;
    image[row] = sum;
  }
  return image;
}
