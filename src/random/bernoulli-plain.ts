/** @file Bits of bernoulli.ts, group by group: what bernoulli.wat is compared with. */
import { philox4x32 } from './philox.ts';
import type { PhiloxStart } from './stream.ts';

const DIGITS = 16;

/** Writes bits of a stream, low bits first, each 1 with probability 1 − threshold / 2¹⁶; threshold from 1 to 2¹⁶ − 1. */
export function plainBits(into: Uint8Array, threshold: number, { key, counter }: PhiloxStart): void {
  const place = counter.slice();
  const block = new Uint32Array(4);
  const words = new Uint32Array(4);
  const bytes = new Uint8Array(words.buffer);
  const lowest = DIGITS - 1 - Math.log2(threshold & -threshold);
  for (let at = 0; at < into.length; at += bytes.length) {
    words.fill(0xffffffff);
    // r ≥ t, digit by digit from the lowest: where t's is 1, if r's is 1 and what is below decides so; where it is 0, if either holds.
    for (let digit = lowest; digit >= 0; digit--) {
      place[0] = at + digit;
      philox4x32(place, key, block);
      const isOne = ((threshold >>> (DIGITS - 1 - digit)) & 1) === 1;
      for (let k = 0; k < 4; k++) words[k] = isOne ? words[k]! & block[k]! : words[k]! | block[k]!;
    }
    into.set(bytes.subarray(0, into.length - at), at);
  }
}
