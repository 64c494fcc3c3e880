/** @file What variants set, as text in a column of a CSV file. */

const WHOLE = /^-?\d+$/;

/**
 * Writes the texts of one column: as they are, but where all are numbers and some are fractions whole ones have a point (`1.0`), for
 * readers that take the type of a column from its first rows.
 */
export function settingWriter(texts: readonly (string | undefined)[]): (text: string) => string {
  const all = texts.filter((text) => text !== undefined);
  const isReal =
    all.every((text) => text.trim() !== '' && Number.isFinite(Number(text))) &&
    !all.every((text) => WHOLE.test(text));
  return (text) => (isReal && WHOLE.test(text) ? `${text}.0` : text);
}

/** The text that was set, from such a column. */
export const settingOf = (text: string): string => text.replace(/^(-?\d+)\.0$/, '$1');
