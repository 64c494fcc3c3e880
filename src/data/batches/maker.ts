/** @file What makes a part of every step ahead of its turn: a module that any thread can load, and what it is told. */

/** Arrays by name, each of as many equal parts as steps were asked for. */
export type Made = ReadonlyMap<string, Float32Array | Uint8Array>;

/**
 * What `steps` steps from `first` on take: a function of their numbers alone, so that it does not matter who makes it when. `spent` is what was made
 * before and nobody needs any more; its memory may be taken.
 */
export type Make = (first: number, steps: number, spent?: Made) => Made | Promise<Made>;

export interface Maker {
  /** Address of a module that exports `open(told)`, which gives a `Make`. */
  readonly module: string;
  /** Plain data, which goes to other threads. */
  readonly told: unknown;
  /** Bytes of what one step takes. */
  readonly bytes: number;
}

interface MakerModule {
  open(told: unknown): Make | Promise<Make>;
}

/** What all makers together make of a step. */
export async function openMakers(makers: readonly Maker[]): Promise<Make> {
  const opened = await Promise.all(
    makers.map(async ({ module, told }) => ((await import(module)) as MakerModule).open(told)),
  );
  return async (first, steps, spent) => {
    const parts = await Promise.all(opened.map((make) => make(first, steps, spent)));
    return new Map(parts.flatMap((made) => [...made]));
  };
}
