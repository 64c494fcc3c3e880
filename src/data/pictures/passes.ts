/** @file What a resize is made of, so that vectors and plain numbers can each compute it. */
import type { Interleaved } from './picture.ts';
import type { Weights } from './triangle.ts';

export interface Passes {
  /** Makes a new row of an old one, as wide as the new picture. */
  across(y: number): void;
  /** Adds that row, so many times, to row i of the new picture. */
  add(i: number, weight: number): void;
  /** The new picture, planar. */
  planes(): Uint8Array;
}

/** Begins to resize a picture. */
export type OpenPasses = (picture: Interleaved, across: Weights, height: number) => Passes;
