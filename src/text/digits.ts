/** @file Numbers as a reader wants them: as many digits as their spread leaves meaning to. */

/** Writes numbers of one kind. */
export type Write = (value: number | undefined) => string;

/** What comes of rounding: 0.1 − 0.09 is 0.010000000000000009, and a spread so small beside the value is none. */
const ROUNDING = 1e-9;

/** The place of the first digit: 0 for 1 to 9.99, −2 for 0.01 to 0.0999. */
const magnitude = (value: number): number => Math.floor(Math.log10(Math.abs(value)) + ROUNDING);

/** Beyond these a number is written with an exponent. */
const MOST_DECIMALS = 8;
const MOST_DIGITS = 9;

/** Writes values with two digits of the smallest spread that is not zero, or with four digits of the largest value where there is no spread. */
export function writer(
  values: readonly (number | undefined)[],
  spreads: readonly (number | undefined)[],
): Write {
  const useful = (some: readonly (number | undefined)[]) =>
    some.filter((one) => one !== undefined && Number.isFinite(one) && one !== 0).map((one) => Math.abs(one!));
  const sizes = useful(values);
  const most = sizes.reduce((a, b) => Math.max(a, b), 0);
  const widths = useful(spreads).filter((width) => width > ROUNDING * most);
  const least = widths.reduce((a, b) => Math.min(a, b), Infinity);
  const smallest = widths.length > 0 ? 1 - magnitude(least) : -Infinity;
  const largest = sizes.length > 0 ? 3 - magnitude(most) : 0;
  const decimals = Math.max(0, widths.length > 0 ? Math.min(smallest, largest + 4) : largest);
  return (value) => {
    if (value === undefined) return '-';
    if (!Number.isFinite(value)) return 'never';
    if (decimals > MOST_DECIMALS || (value !== 0 && magnitude(value) >= MOST_DIGITS))
      return value.toPrecision(4);
    // Not −0.00.
    return value.toFixed(decimals).replace(/^-(?=[0.]*$)/, '');
  };
}

/** Four digits, without an exponent where that is readable. */
export const brief = (value: number | undefined): string =>
  value === undefined ? '–' : String(Number(value.toPrecision(4)));

/** p to three digits. */
export function writeP(p: number | undefined): string {
  if (p === undefined) return '-';
  return p < 1e-4 ? p.toExponential(2) : String(Number(p.toPrecision(3)));
}
