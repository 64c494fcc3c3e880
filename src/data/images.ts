/**
 * @file Images in memory, one after the other: as the numbers that networks take, or as bytes, a quarter of the room, of which those numbers are
 * made whenever an image is read. Plain data, as it goes to other threads.
 */

export interface Images {
  /** Numbers as they are; or bytes, which stand for byte / 255. */
  readonly values: Float32Array | Uint8Array;
  /** Bytes with this stand for (pixel − mean) · factor instead, where pixel is the byte / 255 · 255 in float32. */
  readonly contrast?: Contrast;
}

/** Of each image: what is taken from its pixels, and by what they are multiplied then. */
export interface Contrast {
  readonly mean: Float64Array;
  readonly factor: Float64Array;
}

/** pixel / 255 for each byte, rounded to float32: the bits that a float32 division gives, in PyTorch for one. */
export const SCALED = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
/** Pixels of 0 to 255, from those of 0 to 1 that data sets have. */
export const PIXEL = SCALED.map((scaled) => scaled * 255);

/** Writes image `sample`, of `size` numbers, to `into`, from its element `at` on. */
export function readImage(
  { values, contrast }: Images,
  sample: number,
  size: number,
  into: Float32Array,
  at = 0,
): void {
  const from = sample * size;
  if (values instanceof Float32Array) into.set(values.subarray(from, from + size), at);
  else if (contrast) {
    const [mean, factor] = [contrast.mean[sample]!, contrast.factor[sample]!];
    for (let i = 0; i < size; i++) into[at + i] = (PIXEL[values[from + i]!]! - mean) * factor;
  } else for (let i = 0; i < size; i++) into[at + i] = SCALED[values[from + i]!]!;
}

/** The images of the samples with these indices, of `count` that there are, held as all are. */
export function gatherImages(
  { values, contrast }: Images,
  samples: ArrayLike<number>,
  count: number,
): Images {
  const size = values.length / count;
  const gathered = new (values.constructor as Float32ArrayConstructor | Uint8ArrayConstructor)(
    samples.length * size,
  );
  for (let i = 0; i < samples.length; i++)
    gathered.set(values.subarray(samples[i]! * size, (samples[i]! + 1) * size), i * size);
  const some = (all: Float64Array) => Float64Array.from(samples, (sample) => all[sample]!);
  return {
    values: gathered,
    ...(contrast && { contrast: { mean: some(contrast.mean), factor: some(contrast.factor) } }),
  };
}

/** The same images in memory that threads share. */
export function sharedImages({ values, ...rest }: Images): Images {
  if (values.buffer instanceof SharedArrayBuffer) return { values, ...rest };
  const memory = new SharedArrayBuffer(values.byteLength);
  const copy = values instanceof Float32Array ? new Float32Array(memory) : new Uint8Array(memory);
  copy.set(values);
  return { values: copy, ...rest };
}
