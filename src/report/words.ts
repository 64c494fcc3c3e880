/** @file Numbers and counts in words, as the report writes them. */

export const MADE_FROM_RUNS =
  'Made from the CSV files that elu-bench wrote; the same files give the same page.';
export const MADE_FROM_CSV = 'Made from CSV files; the same files give the same page.';
export const HOW_TO_GO_ON =
  '“elu-bench figures” writes the figures as SVG and PNG, “elu-bench export --csv” all numbers in one file.';

/** `12 s`, `4 min`, `3 h 07 min`. */
export const duration = (seconds: number): string => {
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
};

/** Four digits, without an exponent where that is readable. */
export const brief = (value: number | undefined): string =>
  value === undefined ? '–' : String(Number(value.toPrecision(4)));

/** 1,234,567. */
export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');

/** `1 epoch`, `1,200 iterations`. */
export const counted = (count: number, one: string): string =>
  `${grouped(count)} ${one}${count === 1 ? '' : 's'}`;
