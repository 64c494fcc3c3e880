/** @file Files hold one idea, and are written one way: what grows or differs shows here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

const lengths = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.(test|slow)\.ts$/.test(file))
  .map((file) => ({ file, lines: readFileSync(join(SRC, file), 'utf8').trimEnd().split('\n').length }));

it('has no file of more than 300 lines', () => {
  const long = lengths.filter(({ lines }) => lines > 300);
  expect(long).toEqual([]);
});

it('has files of at most 80 lines in the middle', () => {
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(sorted.length).toBeGreaterThan(100);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(80);
});

it('says in every file why it is there', () => {
  const silent = lengths
    .map(({ file }) => file)
    .filter((file) => !/^(#!.*\n)?\/\*\*\s+(\*\s+)?@file /.test(readFileSync(join(SRC, file), 'utf8')));
  expect(silent).toEqual([]);
});

it('declares every function that has a block', () => {
  // `const f: Type = (…) => {` stays, as a declaration can't take its parameters from a type.
  const arrow =
    /^(?:export )?const (\w+) = (?:async )?(?:<[^\n]*>)?\((?:[^\n]*|\n(?: [^\n]*\n)*)\)[^\n]* => \{$/gm;
  const found = lengths.flatMap(({ file }) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    // What stands between backticks is another program's.
    const isQuoted = (at: number) => text.slice(0, at).split('`').length % 2 === 0;
    return [...text.matchAll(arrow)]
      .filter(({ index }) => !isQuoted(index))
      .map(([, name]) => `src/${file}: ${name}`);
  });
  expect(found).toEqual([]);
});
