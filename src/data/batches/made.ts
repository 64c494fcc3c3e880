/** @file What was made for several steps, cut into parts and joined again. */
import type { Made } from './maker.ts';

/** The part of an array that belongs to steps `from` … `to` − 1 of `steps`, over the same memory. */
export function stepsOf<T extends Float32Array | Int32Array | Uint8Array>(
  all: T,
  steps: number,
  from: number,
  to: number,
): T {
  const one = all.length / steps;
  return all.subarray(from * one, to * one) as T;
}

/** Steps `from` … `to` − 1 of `steps` that were made together. */
export const partOf = (made: Made, steps: number, from: number, to: number): Made =>
  from === 0 && to === steps
    ? made
    : new Map([...made].map(([name, all]) => [name, stepsOf(all, steps, from, to)]));

/** Several that follow each other as one. */
export function joined(parts: readonly Made[]): Made {
  const [first] = parts as readonly [Made, ...Made[]];
  if (parts.length === 1) return first;
  return new Map([...first.keys()].map((name) => [name, together(parts.map((made) => made.get(name)!))]));
}

function together(arrays: readonly (Float32Array | Uint8Array)[]): Float32Array | Uint8Array {
  const length = arrays.reduce((sum, array) => sum + array.length, 0);
  const all = arrays[0] instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length);
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

/** The memory of what was made as a whole, to be handed to another thread. */
export const buffersOf = (made: Made): ArrayBuffer[] =>
  [...made.values()].map(({ buffer }) => buffer as ArrayBuffer);
