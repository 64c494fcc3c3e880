/** @file Sentences laid out for the width there is, as tables are: results on stdout, and what is said beside them on stderr. */
import { columnsOf } from './terminal.ts';
import { widthOf, wrapped } from './text-width.ts';

/** The text as lines for stdout, the first after `first`, the others indented as far. */
export const paragraph = (text: string, first = ''): string => linesFor(process.stdout, text, first);

/** Writes the text on stderr, as a line or as many as it takes. */
export const say = (text: string): void => void process.stderr.write(linesFor(process.stderr, text));

function linesFor(stream: NodeJS.WriteStream, text: string, first = ''): string {
  const indent = widthOf(first);
  return wrapped(text, columnsOf(stream) - indent)
    .map((line, at) => `${at === 0 ? first : ' '.repeat(indent)}${line}\n`)
    .join('');
}
