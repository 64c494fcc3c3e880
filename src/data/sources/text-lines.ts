/** @file The lists of classes that come beside pictures, as text. */
import { readFileSync, statSync } from 'node:fs';
import { dataError } from '../../errors.ts';
import { obstacle } from '../../files/regular-file.ts';

/** Lists of 1.28 million pictures are no larger. */
const MOST_BYTES = 2 ** 27;

/** @throws UserError (exit code 3) where it can't be read, or is too large for a list. */
export function listText(path: string): string {
  const problem = obstacle(path);
  if (problem !== undefined) throw dataError(`${path}: ${problem}.`);
  const { size } = statSync(path);
  if (size > MOST_BYTES) throw dataError(`${path}: ${size} bytes; expected a list of at most ${MOST_BYTES}.`);
  return readFileSync(path, 'utf8');
}

/** Lines of a list, whatever ends them, without the empty ones at its end; throws as `listText` does. */
export function textLines(path: string): readonly string[] {
  const text = listText(path).trimEnd();
  return text === '' ? [] : text.split(/\r?\n/);
}
