/** @file Some samples of a split, one after the other. */

/** The images of the samples with these indices, of `sample` numbers each. */
export function gatherImages(images: Float32Array, samples: ArrayLike<number>, sample: number): Float32Array {
  const gathered = new Float32Array(samples.length * sample);
  for (let i = 0; i < samples.length; i++)
    gathered.set(images.subarray(samples[i]! * sample, (samples[i]! + 1) * sample), i * sample);
  return gathered;
}
