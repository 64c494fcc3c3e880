/** @file What tells the runs of a variant apart: a number, or the text of a label, such as a seed's name. */

export type RunLabel = number | string;

/** `1`, `01` and `1.0`, as which pandas writes whole numbers in a column with gaps, are run 1. */
export const labelOf = (text: string): RunLabel => (/^-?\d{1,15}(\.0*)?$/.test(text) ? Number(text) : text);

/** Made once, as it takes longer than a comparison by far. */
const COLLATOR = new Intl.Collator('en', { numeric: true });

/** run-2 before run-10, and the same order everywhere. */
export const naturally = (a: string, b: string): number =>
  a === b ? 0 : COLLATOR.compare(a, b) || (a < b ? -1 : 1);

/** Numbers by size, then text. */
export function byLabel(a: RunLabel, b: RunLabel): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  return typeof b === 'number' ? 1 : naturally(a, b);
}
