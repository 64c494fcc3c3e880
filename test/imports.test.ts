/** @file Imports follow the data: a room may import from rooms before it, its own, src/errors.ts, src/group-by.ts and src/shape.ts; the command line sees everything. No two files need each other. */
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
/** What every room may need, and what needs none of them. */
const ROOMLESS = ['errors.ts', 'group-by.ts', 'shape.ts'];
/** Generates documentation from everybody's tables; nobody imports it. */
const READERS = ['docs', 'cli'];

/** Files that `elu-bench --help` may take, at most; each costs some tenths of a millisecond. */
const FEW = 12;

/** Relative imports of a file: `from '…'`, `import '…'`, `import('…')`. */
const IMPORT = /(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

/** Those that load the other file at once: neither types nor `import('…')`. */
const EAGER = /^(?:import|export) (?!type )[^;']*from '(\.{1,2}\/[^']+)';/gm;

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !/\.(test|slow)\.ts$/.test(file),
);

const roomOf = (file: string): string => relative(SRC, file).split('/')[0]!;

const isAllowed = (from: string, to: string): boolean => {
  if (from === to || ROOMLESS.includes(to)) return true;
  if (READERS.includes(from)) return to !== 'docs' && to !== 'cli';
  return (
    ROOMS.indexOf(to) >= 0 && ROOMS.indexOf(to) < ROOMS.indexOf(from) && !FORBIDDEN.has(`${from} > ${to}`)
  );
};

/** What a file imports, by paths below src. */
const importsOf = (source: string, pattern: RegExp): readonly string[] => {
  const file = join(SRC, source);
  const found = readFileSync(file, 'utf8').matchAll(pattern);
  return [...found].map(([, path]) => relative(SRC, resolve(dirname(file), path!)));
};

/** Of every file, types too. */
const imports = new Map(sources.map((source) => [source, importsOf(source, IMPORT)]));

const arrows = [...imports].flatMap(([source, found]) =>
  found.map((path) => ({ source, from: roomOf(join(SRC, source)), to: roomOf(join(SRC, path)) })),
);

/** The shortest way from a file by its imports back to itself, if there is one: both ends are the file. */
const circleOf = (start: string): readonly string[] | undefined => {
  const ways: (readonly string[])[] = [[start]];
  const seen = new Set<string>();
  for (const way of ways)
    for (const next of imports.get(way.at(-1)!) ?? []) {
      if (next === start) return [...way, start];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  return undefined;
};

it('finds the imports', () => {
  expect(arrows.length).toBeGreaterThan(sources.length);
  expect(arrows).toContainEqual({ source: 'cli/main.ts', from: 'cli', to: 'errors.ts' });
  expect(arrows).toContainEqual({ source: 'data/batches/order.ts', from: 'data', to: 'random' });
  // A dynamic import is one too.
  expect(arrows).toContainEqual({ source: 'data/datasets.ts', from: 'data', to: 'data' });
});

it('knows every room', () => {
  const rooms = new Set(sources.map((source) => roomOf(join(SRC, source))));
  expect([...rooms].filter((room) => ![...ROOMS, ...READERS, ...ROOMLESS].includes(room))).toEqual([]);
});

it('has no import against the order of the rooms', () => {
  const wrong = arrows.filter(({ from, to }) => !isAllowed(from, to));
  expect(wrong.map(({ source, to }) => `src/${source} imports from ${to}`)).toEqual([]);
});

it('has no circle of imports, however long', () => {
  const circles = sources
    .map(circleOf)
    // Each is told once, from the file whose name is the first.
    .filter((circle) => circle?.every((file) => file >= circle[0]!))
    .map((circle) => circle!.join(' > '));
  expect(circles).toEqual([]);
});

it('loads little before it knows which command is asked for', () => {
  const loaded = new Set(['cli/main.ts']);
  for (const file of loaded) for (const next of importsOf(file, EAGER)) loaded.add(next);
  expect([...loaded]).toContain('errors.ts');
  expect(loaded.size, [...loaded].join(', ')).toBeLessThanOrEqual(FEW);
});
