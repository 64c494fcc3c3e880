/**
 * @file Random bits that are 1 with a given probability, many at a time: bit b has a number of 16 binary digits of its own, and is 1 where that is at least
 * a threshold. Bits come 128 to a group, as the four words of a block have 32 each: digit j, from the highest, of bit b is bit b mod 32 of word
 * ⌊b / 32⌋ mod 4 of block 16 ⌊b / 128⌋ + j of a stream. Digits below the threshold's last 1 decide nothing and are not drawn: a probability of 1/2 takes one.
 *
 * bernoulli.wat computes this with vectors, four groups at a time, bernoulli-plain.ts without; they give the same bits.
 */
import { existsSync } from 'node:fs';
import { type AssembledMemory, openAssembled } from '../files/assembled.ts';
import { plainBits } from './bernoulli-plain.ts';
import { type PhiloxStart, philoxStart, type StreamName } from './stream.ts';

/** Numbers that 16 digits can say. */
export const LEVELS = 2 ** 16;

/** Writes bits of a stream, low bits first, each 1 with probability 1 − threshold / 2¹⁶; threshold from 1 to 2¹⁶ − 1. */
export type WriteBits = (into: Uint8Array, threshold: number, start: PhiloxStart) => void;

/** What bernoulli.wat exports. */
interface Compiled {
  readonly memory: AssembledMemory;
  fill(quads: number, group: number, threshold: number, ...keyAndCounter: number[]): void;
}

const BYTES_OF_GROUP = 16;
const BYTES_OF_QUAD = 4 * BYTES_OF_GROUP;

/** Writes bits as a module compiled of bernoulli.wat does. */
export function vectorBits(file: URL): WriteBits {
  const { memory, fill } = openAssembled<Compiled>(file);
  const written = new Uint8Array(memory.buffer);
  return (into, threshold, { key, counter }) => {
    for (let at = 0; at < into.length; at += written.length) {
      const bytes = Math.min(written.length, into.length - at);
      const quads = Math.ceil(bytes / BYTES_OF_QUAD);
      fill(quads, at / BYTES_OF_GROUP, threshold, ...key, ...counter.subarray(1));
      into.set(written.subarray(0, bytes), at);
    }
  };
}

// Run from its sources, as tests are, the package has no such file.
const MODULE = new URL('./bernoulli.wasm', import.meta.url);
let write: WriteBits | undefined;

/** Fills `into` with bits of a stream, low bits first, each 1 with probability 1 − threshold / 2¹⁶; threshold from 0 to 2¹⁶. */
export function bernoulliBits(into: Uint8Array, threshold: number, stream: StreamName): void {
  if (threshold <= 0 || threshold >= LEVELS) return void into.fill(threshold <= 0 ? 0xff : 0);
  write ??= existsSync(MODULE) ? vectorBits(MODULE) : plainBits;
  write(into, threshold, philoxStart(stream));
}
