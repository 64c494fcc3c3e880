/** @file What every data set is to those who train on it, whatever format it came from and wherever its images lie. */
import type { Cutting } from './cut/cutting.ts';
import type { Images } from './images.ts';
import type { Read, ReadBytes, Reader } from './reader.ts';

/** Examples in file order. Their labels lie in memory; their images need not. */
export interface Split {
  readonly count: number;
  /** Class of each image, each below `classes`. */
  readonly labels: Uint16Array;
  readonly read: Read;
  /** How other threads read the same. */
  readonly reader: Reader;
  /** The same images where they lie in memory, for engines that gather samples by themselves. */
  readonly resident?: Images;
  /** How any thread reads the same as bytes, each of which stands for byte / 255, where they are kept so outside of memory. */
  readonly bytes?: Reader<ReadBytes>;
  /** What its images are cut from, where they are crops, or less a mean: batches may take other crops. */
  readonly cutting?: Cutting;
}

export interface Shapes {
  /** Shape of one sample, [784] or [channels, height, width]. */
  readonly sampleShape: readonly number[];
  /** Height and width of a sample as an image, which sampleShape may have joined. */
  readonly imageSize: readonly [height: number, width: number];
}

/** What is known of a data set by looking at its files without reading them through. */
export interface Look extends Pick<Dataset, 'sampleShape' | 'imageSize' | 'classes'> {
  /** Samples of the training split; where only reading would say, as many as there can be. */
  readonly train: number;
}

export interface Dataset extends Shapes {
  /** Those of the whole images, where crops of them are the samples. */
  readonly whole?: Shapes;
  readonly classes: number;
  readonly train: Split;
  readonly test: Split;
  /** Checksum of each file, uncompressed, by its official name (md5, or sha1 for CIFAR); recorded in environment.json. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Sums of the bytes of all training images, a number of a sample each, where they were made with the data. */
  readonly sums?: Float64Array;
  /** Whether training samples lie class by class, so that the first ones are of few classes. */
  readonly byClass?: boolean;
}

/** Which of several forms of a data set is meant. */
export interface WantedForm {
  /** Height and width of its images, where they were prepared in several sizes. */
  readonly size?: number;
}
