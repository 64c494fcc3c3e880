/** @file Imports follow the data: a room may import from rooms before it, its own, and src/errors.ts; the command line sees everything. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const ROOMS = [
  'files',
  'text',
  'random',
  'graph',
  'network',
  'data',
  'engines',
  'measure',
  'config',
  'store',
  'results',
  'training',
  'reading',
  'statistics',
  'compare',
  'export',
  'figures',
  'report',
  'cli',
];
/** Arrows that the order would allow, but that would tie together what has nothing to do with each other. */
const FORBIDDEN = new Set(['data > network', 'data > graph']);
/** Generates documentation from everybody's tables; nobody imports it. */
const READERS = ['docs', 'cli'];

/** Relative imports of a file: `from '…'`, `import '…'`, `import('…')`. */
const IMPORT = /(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !/\.(test|slow)\.ts$/.test(file),
);

const roomOf = (file: string): string => relative(SRC, file).split('/')[0]!;

const isAllowed = (from: string, to: string): boolean => {
  if (from === to || to === 'errors.ts') return true;
  if (READERS.includes(from)) return to !== 'docs' && to !== 'cli';
  return (
    ROOMS.indexOf(to) >= 0 && ROOMS.indexOf(to) < ROOMS.indexOf(from) && !FORBIDDEN.has(`${from} > ${to}`)
  );
};

const arrows = sources.flatMap((source) => {
  const file = join(SRC, source);
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, path]) => ({
    source,
    from: roomOf(file),
    to: roomOf(resolve(dirname(file), path!)),
  }));
});

it('finds the imports', () => {
  expect(arrows.length).toBeGreaterThan(sources.length);
  expect(arrows).toContainEqual({ source: 'cli/main.ts', from: 'cli', to: 'errors.ts' });
  expect(arrows).toContainEqual({ source: 'data/batches/order.ts', from: 'data', to: 'random' });
  // A dynamic import is one too.
  expect(arrows).toContainEqual({ source: 'data/datasets.ts', from: 'data', to: 'data' });
});

it('knows every room', () => {
  const rooms = new Set(sources.map((source) => roomOf(join(SRC, source))));
  expect([...rooms].filter((room) => ![...ROOMS, ...READERS, 'errors.ts'].includes(room))).toEqual([]);
});

it('has no import against the order of the rooms', () => {
  const wrong = arrows.filter(({ from, to }) => !isAllowed(from, to));
  expect(wrong.map(({ source, to }) => `src/${source} imports from ${to}`)).toEqual([]);
});
