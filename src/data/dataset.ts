/** @file What every data set is to those who train on it, whatever format it came from and wherever its images lie. */
import type { Images } from './images.ts';

/** Examples in file order. Their labels lie in memory; their images need not. */
export interface Split {
  readonly count: number;
  /** Class of each image, each below `classes`. */
  readonly labels: Uint16Array;
  /**
   * Writes the images of the samples with these indices into `into`, one after the other, as the numbers that a network takes. Asynchronous, as
   * files and decoders of images are; where images lie in memory that costs a turn of the event loop a batch.
   */
  read(samples: ArrayLike<number>, into: Float32Array): Promise<void>;
  /** The same images where they lie in memory, for engines that gather samples by themselves. */
  readonly resident?: Images;
}

/** What is known of a data set by looking at its files without reading them through. */
export interface Look extends Pick<Dataset, 'sampleShape' | 'imageSize' | 'classes'> {
  /** Samples of the training split; where only reading would say, as many as there can be. */
  readonly train: number;
}

export interface Dataset {
  /** Shape of one sample, [784] or [channels, height, width]. */
  readonly sampleShape: readonly number[];
  /** Height and width of a sample as an image, which sampleShape may have joined. */
  readonly imageSize: readonly [height: number, width: number];
  readonly classes: number;
  readonly train: Split;
  readonly test: Split;
  /** Checksum of each file, uncompressed, by its official name (md5, or sha1 for CIFAR); recorded in environment.json. */
  readonly checksums: Readonly<Record<string, string>>;
}
