/** @file What bytes of images stand for, as tables: a look into one gives the bits that reading gives, where a device's division need not. */
import { type Contrast, readImage } from '../../../data/images.ts';

/** Values of a byte. */
export const BYTES = 256;

const EVERY_BYTE = Uint8Array.from({ length: BYTES }, (_, byte) => byte);

/** What each byte stands for in images without contrast. */
export const PLAIN_TABLE = new Float32Array(BYTES);
readImage({ values: EVERY_BYTE }, 0, BYTES, PLAIN_TABLE);

/** What each byte stands for in some images, [count, 256]. */
export function tablesOf({ mean, factor }: Contrast, first: number, count: number): Float32Array {
  const tables = new Float32Array(count * BYTES);
  for (let i = 0; i < count; i++) {
    const contrast = { mean: mean.subarray(first + i), factor: factor.subarray(first + i) };
    readImage({ values: EVERY_BYTE, contrast }, 0, BYTES, tables, i * BYTES);
  }
  return tables;
}
