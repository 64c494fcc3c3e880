/** @file Limits that several fields share. */

/** The longest training, and the longest interval, in either unit. */
export const MAX_ITERATIONS = 1_000_000_000;
