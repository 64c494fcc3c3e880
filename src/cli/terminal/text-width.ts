/** @file Text laid out for so many columns of a terminal, in which a letter may take two, or none. */
import stringWidth from 'string-width';

/** Columns that a text takes. */
export const widthOf = (text: string): number => stringWidth(text);

/** The text with blanks after it up to so many columns, or before it. */
export const padRight = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - widthOf(text)));
export const padLeft = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - widthOf(text))) + text;

const letters = (text: string): string[] =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);

/** As many letters from the front as fit into so many columns. */
function front(all: readonly string[], columns: number): string {
  let text = '';
  for (const letter of all) {
    if (widthOf(text + letter) > columns) break;
    text += letter;
  }
  return text;
}

/** The text, with `…` for its middle where it is wider than so many columns: both ends of a name tell it from others. */
export function shortened(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  const all = letters(text);
  const head = front(all, Math.ceil((columns - 1) / 2));
  let tail = '';
  for (const letter of all.reverse()) {
    if (widthOf(head + letter + tail) >= columns) break;
    tail = letter + tail;
  }
  return `${head}…${tail}`;
}

/** The first of several ways to say something that fits, else the last one, cut. */
export function firstFitting(ways: readonly string[], columns: number): string {
  const fitting = ways.find((way) => widthOf(way) <= columns);
  return fitting ?? `${front(letters(ways.at(-1)!), columns - 1)}…`;
}

/** Where a line may end: after blanks, and after the commas of a name, but not in the midst of a number. */
const BREAKS = /(?<=\s)(?=\S)|(?<=,)(?=[^\s\d,])/u;
/** Where it may end if it must: in a name or a path. */
const INNER_BREAKS = /(?<=[=/])(?=[^\s=/])/u;

/** The longest part that is not broken unless it must be. */
export const widestPart = (text: string): number =>
  Math.max(...text.split(BREAKS).map((part) => widthOf(part.trimEnd())));

/** The text in lines of at most so many columns, broken between words where that can be; lines that it has stay. */
export const wrapped = (text: string, columns: number): string[] =>
  text.split('\n').flatMap((line) => (widthOf(line) <= columns ? [line] : broken(line, columns)));

function broken(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  const parts = text
    .split(BREAKS)
    .flatMap((part) => (widthOf(part.trimEnd()) > columns ? part.split(INNER_BREAKS) : [part]));
  for (const part of parts) {
    if (line !== '' && widthOf((line + part).trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
    while (widthOf(line.trimEnd()) > columns) {
      const start = front(letters(line), columns) || letters(line)[0]!;
      lines.push(start);
      line = line.slice(start.length);
    }
  }
  return line.trimEnd() === '' ? lines : [...lines, line.trimEnd()];
}
