/** @file What stands between the fields of anyone's CSV file. */
import type { Delimiter } from './field-numbers.ts';

/** `sep=;`, which tells a spreadsheet how to read the rest. */
const SEPARATOR_LINE = /^"?sep=([,;|\t])"?[,;|\t]*\r?\n/i;

/** The text without such a line, and what it asks for. */
export function withoutSeparatorLine(text: string): { readonly text: string; readonly asked?: Delimiter } {
  const [line, asked] = SEPARATOR_LINE.exec(text) ?? [];
  return line === undefined ? { text } : { text: text.slice(line.length), asked: asked as Delimiter };
}

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];

/** Whichever the header and the row below it have equally many of, and most; or else the header alone. */
export function delimiterOf(text: string): Delimiter {
  const [header = '', row = ''] = text
    .replace(/^[\r\n]+/, '')
    .split(/\r?\n|\r/, 2)
    .map((line) => line.replaceAll(/"[^"]*"/g, ''));
  const score = (one: Delimiter) => {
    const [above, below] = [header.split(one).length, row.split(one).length];
    return above + (above > 1 && above === below ? 0.5 : 0);
  };
  return DELIMITERS.reduce((best, one) => (score(one) > score(best) ? one : best));
}
