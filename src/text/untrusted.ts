/** @file Names that others wrote, made harmless for what will read them: a terminal, a spreadsheet, a Markdown page. */

/** What a terminal would obey or a reader not see: control characters, and those that turn the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** One line of visible text: control characters as \u001b. */
export const plainText = (text: string): string =>
  text.replaceAll(UNSEEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What makes a spreadsheet take a field for a formula, in ASCII and in full width. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * A field of a CSV file that no spreadsheet computes: quotes don't keep it from that, an apostrophe in front does
 * (OWASP, CSV Injection). Numbers are written without it.
 */
export const spreadsheetText = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

const MARKDOWN: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A cell of a Markdown table that shows the text as it is: neither HTML, links nor a cell's end. */
export const markdownText = (text: string): string =>
  plainText(text).replaceAll(/[&<>\\`*[\]|]/g, (one) => MARKDOWN[one] ?? `\\${one}`);
