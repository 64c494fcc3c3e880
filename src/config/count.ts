/** @file Counts as the paper writes them: 35k. */

const COUNT = /^(\d{1,12})(?:\.(\d{1,6}))?([kM]?)$/;
const DIGITS = { '': 0, k: 3, M: 6 } as const;

/** 35000, 35k, 0.5M as a whole number of at least 1; undefined where it is none. */
export function readCount(written: string): number | undefined {
  const match = COUNT.exec(written);
  if (!match) return undefined;
  const [, whole = '', decimals = '', suffix = ''] = match;
  const digits = DIGITS[suffix as keyof typeof DIGITS];
  // Shifted as text, since 1.1 · 1000 is not 1100 in binary.
  if (decimals.length > digits) return undefined;
  const count = Number(whole + decimals.padEnd(digits, '0'));
  return Number.isSafeInteger(count) && count > 0 ? count : undefined;
}
