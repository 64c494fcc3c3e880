/** @file Sizes of files and memory in words, in powers of ten. */

/** `0.7 GB`: of a machine's memory. */
export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Three digits: `45.6 MB`, `1.23 GB`. */
export const byteSize = (bytes: number): string =>
  bytes < 1e9 ? `${threeDigits(bytes / 1e6)} MB` : `${threeDigits(bytes / 1e9)} GB`;

const threeDigits = (value: number): number => Number(value.toPrecision(3));
