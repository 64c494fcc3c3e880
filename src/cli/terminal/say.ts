/** @file A sentence on stderr, broken between words where that is a terminal. */
import { wrapped } from './text-width.ts';

/** Writes it as a line, or as many as it takes. */
export const say = (text: string): void => {
  const { stderr } = process;
  const columns = (stderr.isTTY && stderr.columns) || Infinity;
  stderr.write(`${wrapped(text, columns).join('\n')}\n`);
};
