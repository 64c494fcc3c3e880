/** @file How many steps one call to the engine takes: many, as calls cost; few, as a call can't be interrupted. */

/** What a call should take: Ctrl-C is looked at between calls and must end a run within a second. */
const TARGET_MS = 200;
/** One, since nothing is known yet of the time of a step: that of a deep convolutional network takes seconds. */
const FIRST_STEPS = 1;
/** The first call also warms the engine up, so the time of a step seems longer than it is, or by chance shorter. */
const MOST_GROWTH = 8;
/** Keeps the indices of a call's batches to a few megabytes. */
const MOST_STEPS = 4096;

/** Sizes the calls of one run by the time that the calls before them took; where others have a say in it, once they have come to it. */
export interface Chunks<Size extends number | Promise<number> = number | Promise<number>> {
  /** Steps of the next call, at most `left`; 0 where there is to be none any more, as the run is to stop. */
  next(left: number): Size;
  /** Takes note that a call of `steps` steps took `milliseconds`. */
  took(steps: number, milliseconds: number): void;
}

/** A fresh sizer, which knows nothing of the engine's speed. */
export function adaptiveChunks(): Chunks<number> {
  let size = FIRST_STEPS;
  return {
    next: (left) => Math.min(size, left),
    took: (steps, milliseconds) => {
      const fitting = Math.floor((TARGET_MS * steps) / milliseconds);
      size = Math.max(1, Math.min(fitting, size * MOST_GROWTH, MOST_STEPS));
    },
  };
}
