/** @file How any thread reads images: a module that it loads, and what that is told. */

/**
 * Writes the images of the samples with these indices into `into`, one after the other, as the numbers that a network takes. Asynchronous, as
 * files and decoders of images are; where images lie in memory that costs a turn of the event loop a batch.
 */
export type Read = (samples: ArrayLike<number>, into: Float32Array) => Promise<void>;

export interface Reader {
  /** Address of a module that exports `open(told)`, which gives a `Read`. */
  readonly module: string;
  /** Plain data, which goes to other threads. */
  readonly told: unknown;
}

interface ReaderModule {
  open(told: unknown): Read | Promise<Read>;
}

/** Reads as it says, in this thread. */
export const openReader = async ({ module, told }: Reader): Promise<Read> =>
  ((await import(module)) as ReaderModule).open(told);
