/** @file Images of a split as the numbers that a network takes, however they lie. */

/** The first `count` images, of `size` numbers each. */
export async function imagesOf({ read }, count, size) {
  const images = new Float32Array(count * size);
  await read(
    Int32Array.from({ length: count }, (_, i) => i),
    images,
  );
  return images;
}
