/** @file The one operation that whitening asks of whoever computes, and products of symmetric matrices made of it at half the cost. */

/** Numbers of a matrix, row by row, in single or double precision. */
export type Numbers = Float32Array | Float64Array;

/** Matrices are row-major. What computes is the caller's choice: an engine, or a few lines of JavaScript in a test. */
export interface LinearAlgebra {
  /** What computes, with its version and threads, on all of which the last bits depend; part of the key of what is cached. */
  readonly name: string;
  /** into [m, n] = a [m, k] · bᵀ of b [n, k]; m and n follow from the lengths. All three are of one precision, in which it computes. */
  timesTransposed<N extends Numbers>(a: N, b: N, k: number, into: N): Promise<void>;
}

/** The same, which gives up before a product with the reason of `stop` when that is aborted. */
export const stoppable = ({ name, timesTransposed }: LinearAlgebra, stop: AbortSignal): LinearAlgebra => ({
  name,
  async timesTransposed(...product) {
    stop.throwIfAborted();
    await timesTransposed(...product);
  },
});

/** Strips of rows: the more, the less of the lower half is computed, and the smaller each product is. 16 measured best at n = 3072. */
const STRIPS = 16;
/** Rows and columns that are transposed together, so that both stay in the cache. */
const TILE = 16;

interface Product<N extends Numbers> {
  readonly a: N;
  readonly b: N;
  readonly k: number;
  readonly into: N;
}

/** into [n, n] = a [n, k] · bᵀ of b [n, k], where the product is known to be symmetric. */
export async function symmetricProduct<N extends Numbers>(
  algebra: LinearAlgebra,
  product: Product<N>,
): Promise<void> {
  await upperProduct(algebra, product);
  mirror(product.into, product.a.length / product.k);
}

/** The same from the diagonal on to the right, strip by strip of rows; what is left below the diagonal means nothing. */
export async function upperProduct<N extends Numbers>(
  { timesTransposed }: LinearAlgebra,
  { a, b, k, into }: Product<N>,
): Promise<void> {
  const n = a.length / k;
  const height = Math.ceil(n / STRIPS);
  const scratch = into.slice(0, height * n) as N;
  for (let top = 0; top < n; top += height) {
    const bottom = Math.min(n, top + height);
    const width = n - top;
    const strip = part(scratch, 0, (bottom - top) * width);
    await timesTransposed(part(a, top * k, bottom * k), part(b, top * k, n * k), k, strip);
    for (let row = top; row < bottom; row++)
      into.set(strip.subarray((row - top) * width, (row - top + 1) * width), row * n + top);
  }
}

/** A part of the same memory, of the same kind, which TypeScript would not conclude of `subarray`. */
const part = <N extends Numbers>(numbers: N, from: number, to: number): N => numbers.subarray(from, to) as N;

/** Copies what is above the diagonal of an n × n matrix below it. */
export function mirror(matrix: Numbers, n: number): void {
  for (let top = 0; top < n; top += TILE)
    for (let left = top; left < n; left += TILE) {
      const [bottom, right] = [Math.min(n, top + TILE), Math.min(n, left + TILE)];
      for (let j = left; j < right; j++)
        for (let i = top; i < Math.min(bottom, j); i++) matrix[j * n + i] = matrix[i * n + j]!;
    }
}

/** into [columns, rows] = the transpose of a [rows, columns] after `offset` [columns] was taken from each row. */
export function transposeLess(a: Float32Array, offset: Float64Array, into: Float32Array): void {
  const columns = offset.length;
  const rows = a.length / columns;
  for (let top = 0; top < rows; top += TILE)
    for (let left = 0; left < columns; left += TILE) {
      const [bottom, right] = [Math.min(rows, top + TILE), Math.min(columns, left + TILE)];
      for (let j = left; j < right; j++) {
        const less = offset[j]!;
        for (let i = top; i < bottom; i++) into[j * rows + i] = a[i * columns + j]! - less;
      }
    }
}
