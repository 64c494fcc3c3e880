/** @file How any thread reads images: a module that it loads, and what that is told. */

/**
 * Writes the images of the samples with these indices into `into`, one after the other, as the numbers that a network takes. Asynchronous, as
 * files and decoders of images are; where images lie in memory that costs a turn of the event loop a batch.
 */
export type Read = (samples: ArrayLike<number>, into: Float32Array) => Promise<void>;

/** The same as bytes, as those images are kept that lie so outside of memory. */
export type ReadBytes = (samples: ArrayLike<number>, into: Uint8Array) => Promise<void>;

export interface Reader<R = Read> {
  /** Address of a module that exports `open(told)`, which gives an `R`: a `Read`, or a `ReadBytes`. */
  readonly module: string;
  /** Plain data, which goes to other threads. */
  readonly told: unknown;
  /** What it opens; of its type alone there is something. */
  readonly reads?: R;
}

interface ReaderModule<R> {
  open(told: unknown): R | Promise<R>;
}

/** Reads as it says, in this thread. */
export const openReader = async <R>({ module, told }: Reader<R>): Promise<R> =>
  ((await import(module)) as ReaderModule<R>).open(told);
