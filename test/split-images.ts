/** @file All images of a split as the numbers that a network takes, however they lie. */
import type { Split } from '../src/data/dataset.ts';

/** Images of `size` numbers each. */
export async function imagesOf({ count, read }: Split, size: number): Promise<Float32Array> {
  const images = new Float32Array(count * size);
  await read(
    Int32Array.from({ length: count }, (_, i) => i),
    images,
  );
  return images;
}
