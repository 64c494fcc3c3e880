/** @file Bytes of images as the numbers that networks take. */

/** pixel / 255 for each byte, rounded to float32: the bits that a float32 division gives, in PyTorch for one. */
const SCALED = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Writes bytes as numbers from 0 to 1 to `into`, from its element `at` on. */
export function scalePixels(bytes: Uint8Array, into: Float32Array, at = 0): void {
  for (let i = 0; i < bytes.length; i++) into[at + i] = SCALED[bytes[i]!]!;
}
