/**
 * @file Philox4x32-10, the counter-based generator everything random comes from: a bijection of 128 bits under a 64-bit key,
 * so any number can be had without drawing the ones before it. That is what makes resuming exact and runs paired.
 * Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3 (SC 2011), section 4.3 and table 2.
 */

const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
/** Added to the key words after each round: the golden ratio and the square root of 3, less 1, in 32 bits. */
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/**
 * Upper 32 bits of the 64-bit product a·b. With a = a₁2¹⁶ + a₀ and b = b₁2¹⁶ + b₀:
 * m = a₁b₀ + ⌊a₀b₀ / 2¹⁶⌋,  high = a₁b₁ + ⌊m / 2¹⁶⌋ + ⌊(a₀b₁ + m mod 2¹⁶) / 2¹⁶⌋; every sum fits 32 bits.
 */
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = (Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16)) | 0;
  const cross = (Math.imul(a0, b1) + (middle & 0xffff)) | 0;
  return (Math.imul(a1, b1) + (middle >>> 16) + (cross >>> 16)) | 0;
}

/** The block of four 32-bit words that belongs to `counter` (four words) under `key` (two words); written to `out` if given. */
export function philox4x32(counter: Uint32Array, key: Uint32Array, out = new Uint32Array(4)): Uint32Array {
  let c0 = counter[0]! | 0;
  let c1 = counter[1]! | 0;
  let c2 = counter[2]! | 0;
  let c3 = counter[3]! | 0;
  let k0 = key[0]! | 0;
  let k1 = key[1]! | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
  return out;
}
