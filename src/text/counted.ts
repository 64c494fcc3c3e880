/** @file Counts in words: `1 run`, `2 runs`, `1,200 iterations`. */

/** The count and its noun, which takes an s; `write` says how the number is written. */
export const counted = (count: number, noun: string, write: (count: number) => string = String): string =>
  `${write(count)} ${noun}${count === 1 ? '' : 's'}`;

/** 1,234,567. */
export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
