/** @file Parts of a sentence in a row. */
export const listed = (parts: readonly (string | false | undefined)[], separator = ', '): string =>
  parts.filter((part) => part !== false && part !== undefined && part !== '').join(separator);
