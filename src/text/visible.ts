/** @file Text as messages quote it: what nobody sees, or a terminal would obey, is written out. */

/** Blanks other than the usual one, control characters, and what takes no place at all. */
const UNSEEN = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const NAMES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A line of visible text: a non-breaking space as `\u00a0`, a tab as `\t`. */
export const visible = (text: string): string => text.replaceAll(UNSEEN, escaped);

/** The same of a text with lines, whose ends stay. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** The same, each such character as a mark that is as long as the character is in a string: places stay where they are. */
export const marked = (text: string): string => text.replaceAll(UNSEEN, (one) => '␣'.repeat(one.length));

/** The text without them. */
export const seen = (text: string): string => text.replaceAll(UNSEEN, '');

function escaped(one: string): string {
  const code = one.codePointAt(0)!.toString(16);
  return NAMES[one] ?? (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`);
}
