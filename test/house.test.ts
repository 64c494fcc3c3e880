/** @file Files hold one idea: what grows beyond that shows in their length. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

const lengths = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.(test|slow)\.ts$/.test(file))
  .map((file) => ({ file, lines: readFileSync(join(SRC, file), 'utf8').trimEnd().split('\n').length }));

/** Files that are known, and about to be taken apart. */
const KNOWN = ['graph/ops.ts'];

it('has no file of more than 300 lines', () => {
  const long = lengths.filter(({ file, lines }) => lines > 300 && !KNOWN.includes(file));
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
