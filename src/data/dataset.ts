/** @file What every data set is once it is in memory, whatever format it came from. */

/** Examples in memory. `images` holds `count` rows of `sampleShape`, in file order, scaled to 0..1. */
export interface Split {
  readonly count: number;
  readonly images: Float32Array;
  /** Class of each image, each below `classes`. */
  readonly labels: Uint8Array;
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
