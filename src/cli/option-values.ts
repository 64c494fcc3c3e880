/** @file What the values of options and arguments may be, as commander reads them: each gives the value, or says what was expected. */
import { InvalidArgumentError } from 'commander';
import { homePath, NOT_HOME } from '../files/home-path.ts';

/** A whole number from 1 to `most`. */
export const wholeNumber =
  (most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${most}.`);
  };

/** Runs side by side. */
export const jobCount = wholeNumber(1024);

export function finiteNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new InvalidArgumentError('Expected a number.');
}

/** A path, in which `~` stands for the home folder. */
export function path(text: string): string {
  const found = homePath(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`${NOT_HOME}.`);
}

/** Names with commas between them. */
export const columnList = (text: string): string[] => text.split(',').map((name) => name.trim());

/** One more of an option that may be given more than once. */
export const collected = (text: string, before: string[] = []): string[] => [...before, text];
