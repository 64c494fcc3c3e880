/** @file Whole images as they are kept, and the crops of them that a network takes: plain data, by which any thread reads and cuts them. */
import type { Read, ReadBytes, Reader } from '../reader.ts';

export type ImageShape = readonly [channels: number, height: number, width: number];

export interface Cutting {
  readonly kept: Kept;
  readonly whole: ImageShape;
  /** Height and width of a crop, at most those of the whole. */
  readonly crop: readonly [height: number, width: number];
}

/**
 * How whole images are kept: as bytes, of which byte / 255 is taken, less the mean of its place in the whole image where there is a mean; or as
 * the numbers that a network takes.
 */
export type Kept =
  | { readonly as: 'bytes'; readonly reader: Reader<ReadBytes>; readonly mean?: Float32Array }
  | { readonly as: 'numbers'; readonly reader: Reader<Read> };
