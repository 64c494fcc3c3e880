/** @file Sentences laid out for the width there is, as tables are. */
import { outputWidth } from './terminal.ts';
import { widthOf, wrapped } from './text-width.ts';

/** The text as lines, the first after `first`, the others indented as far. */
export const paragraph = (text: string, first = ''): string => {
  const indent = widthOf(first);
  return wrapped(text, outputWidth() - indent)
    .map((line, at) => `${at === 0 ? first : ' '.repeat(indent)}${line}\n`)
    .join('');
};
