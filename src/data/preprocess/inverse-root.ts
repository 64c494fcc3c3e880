/**
 * @file A^(−1/2) of a symmetric positive definite matrix from products alone: no library at hand decomposes a 3072 × 3072 matrix in
 * bearable time, and products are what an engine does best. In double precision: single precision's rounding, some 1e-5 of the largest
 * eigenvalue of the result, is far more beside its smallest, which the brightest part of an image is multiplied with.
 */
import { dataError } from '../../errors.ts';
import { type LinearAlgebra, symmetricProduct } from './linear-algebra.ts';

/** Roots of the eigenvalues of Z·A·Z end within this of 1. */
const TOLERANCE = 1e-4;
/** 2^-80 of the norm, far below what double precision resolves, takes fewer steps. */
const MOST_STEPS = 100;
/** ‖Z·A·Z·v − v‖ / ‖v‖ that is no longer rounding. */
const MOST_RESIDUAL = 1e-3;
/**
 * A^(−1/2), [n, n], of A [n, n] whose smallest eigenvalue is at least `smallest`, by the coupled Newton-Schulz iteration (Higham 2008,
 * Functions of Matrices, 6.35) Y ← Y·p(Z·Y), Z ← p(Z·Y)·Z from Y = A, Z = I, where p(M) = a·I − b·M. All these matrices are polynomials
 * of A: they commute, and so do their products stay symmetric. Let s be a root of an eigenvalue of Z·Y. A step takes it to a·s − b·s³;
 * a and b make the largest distance from 1 over all s in [low, high] the smallest that a cubic can have (Chen and Chow 2014, A stable
 * scaling of Newton-Schulz for improving the sign function computation of a Hermitian matrix).
 * @throws UserError (exit code 3) where double precision does not suffice.
 */
export async function inverseRoot(
  matrix: Float64Array,
  n: number,
  { smallest, algebra }: { readonly smallest: number; readonly algebra: LinearAlgebra },
): Promise<Float64Array> {
  // The Frobenius norm is no less than the largest eigenvalue, and little more where few directions have most of the variance.
  const norm = length(matrix);
  const product = async (a: Float64Array, b: Float64Array, into: Float64Array) => {
    await symmetricProduct(algebra, { a, b, k: n, into });
    return into;
  };
  let low = Math.sqrt(smallest / norm);
  let high = 1;
  // Before the first step Z = I, so that Z·Y = Y = A / norm, and Z becomes p itself.
  let y: Float64Array = matrix.map((x) => x / norm);
  const p = y.slice();
  let z: Float64Array | undefined;
  let spare: Float64Array = new Float64Array(n * n);
  // The residual below tells whether the steps sufficed.
  for (let step = 0; !z || step < MOST_STEPS; step++) {
    const { a, b } = bestCubic(low, high);
    if (z) await product(z, y, p);
    combine(p, n, a, -b);
    const before: Float64Array | undefined = z;
    z = z ? await product(p, z, spare) : p.slice();
    spare = before ?? spare;
    low = a * low - b * low ** 3;
    high = 2 - low;
    if (1 - low < TOLERANCE) break;
    const nextY = await product(y, p, spare);
    spare = y;
    y = nextY;
  }
  const scale = 1 / Math.sqrt(norm);
  for (let i = 0; i < z.length; i++) z[i]! *= scale;
  const residual = residualOf(z, matrix, n);
  if (residual < MOST_RESIDUAL) return z;
  throw dataError(
    `whitening: double precision does not suffice for these images (residual ${residual.toPrecision(2)}); expected a larger filter_bias than ${smallest}.`,
  );
}

/** The odd cubic a·s − b·s³ whose largest distance from 1 over [low, high] is the smallest. */
function bestCubic(low: number, high: number): { readonly a: number; readonly b: number } {
  const alpha = Math.sqrt(3 / (high * high + low * high + low * low));
  const beta = 4 / (2 + low * high * (low + high) * alpha ** 3);
  return { a: 1.5 * alpha * beta, b: 0.5 * alpha ** 3 * beta };
}

/** M ← a·I + b·M. */
function combine(matrix: Float64Array, n: number, a: number, b: number): void {
  for (let i = 0; i < matrix.length; i++) matrix[i]! *= b;
  for (let i = 0; i < n; i++) matrix[i * (n + 1)]! += a;
}

function residualOf(z: Float64Array, matrix: Float64Array, n: number): number {
  const vector = testVector(n);
  const image = times(z, times(matrix, times(z, vector)));
  return length(image.map((x, i) => x - vector[i]!)) / length(vector);
}

/** A vector with a part in every direction, always the same. */
const testVector = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));

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
