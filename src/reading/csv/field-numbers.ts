/** @file The fields of anyone's CSV file as numbers: decimal points and commas, percent, and what means nothing. */

/** What may stand between fields. */
export type Delimiter = ',' | ';' | '\t' | '|';

const DECIMAL_POINT = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
export const DECIMAL_COMMA = /^[-+]?\d*,\d+(e[-+]?\d+)?$/i;
/** `2.5 %`, the blank also as spreadsheets write it. */
const PERCENT = /^([-+]?[\d.,]+)\s*%$/;
/** What R, pandas, polars and spreadsheets write where there is nothing. */
const MISSING: ReadonlySet<string> = new Set(['', 'na', 'n/a', '#n/a', 'null', 'none', '<na>']);
/** `-nan` and `nan(ind)` are what C's printf writes. */
const NOT_A_NUMBER = /^[-+]?nan(\(\w*\))?$/i;
const INFINITE = /^([-+]?)inf(inity)?$/i;

/** The number a field holds, NaN where it is empty or says so; undefined for any other text. A percentage is a fraction: 2.5 % is 0.025. */
export function readNumber(field: string, delimiter: Delimiter): number | undefined {
  // Before a sign MLflow, as others, puts an apostrophe against formulas.
  const text = field.trim().replace(/^'(?=[-+])/, '');
  if (DECIMAL_POINT.test(text)) return Number(text);
  // Between commas a decimal comma can't be told from two fields.
  if (delimiter !== ',' && DECIMAL_COMMA.test(text)) return Number(text.replace(',', '.'));
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  if (MISSING.has(text.toLowerCase()) || NOT_A_NUMBER.test(text)) return Number.NaN;
  const percent = PERCENT.exec(text)?.[1];
  if (percent === undefined) return undefined;
  const point = DECIMAL_COMMA.test(percent) ? percent.replace(',', '.') : percent;
  // The exponent is read with the digits, so that nothing is rounded twice.
  return DECIMAL_POINT.test(point) ? Number(`${point}e-2`) : undefined;
}

/** True for a field that is a percentage. */
export const isPercent = (field: string): boolean => field.endsWith('%') && PERCENT.test(field.trim());

/** True for a field that holds nothing at all, not even `nan`. */
export const isMissing = (field: string): boolean => MISSING.has(field.trim().toLowerCase());
