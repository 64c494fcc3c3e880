/** @file What the help says by hand must be what the tables have. */
import { expect, it } from 'vitest';
import { FIGURES } from '../figures/figures.ts';
import { COMMANDS } from './commands.ts';

it('names every figure, in the order of their table', () => {
  const { examples = '' } = COMMANDS.find(({ usage }) => usage.startsWith('figures '))!;
  expect([...examples.matchAll(/^ {2}([a-z-]+) {2}/gm)].map(([, name]) => name)).toEqual(
    Object.keys(FIGURES),
  );
});
