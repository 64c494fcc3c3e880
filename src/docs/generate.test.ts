import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PAGES } from './pages.ts';

const REFERENCE = new URL('../../docs/reference/', import.meta.url);

it('docs/reference/ holds the generated pages and nothing else', () => {
  expect(readdirSync(REFERENCE).sort()).toEqual(Object.keys(PAGES).sort());
});

it.each(Object.entries(PAGES))(
  'docs/reference/%s is what the tables give (mend it with npm run docs)',
  (name, text) => {
    expect(readFileSync(new URL(name, REFERENCE), 'utf8')).toBe(text());
  },
);

it('a table has as many cells in every row as headings', () => {
  for (const text of Object.values(PAGES).map((make) => make())) {
    for (const block of text
      .trim()
      .split('\n\n')
      .filter((part) => part.startsWith('|'))) {
      const bars = block.split('\n').map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(bars).size, block).toBe(1);
    }
  }
});

it('says which ops have gradients, what each field takes and what its default is', () => {
  const line = (name: string, start: string): string | undefined =>
    PAGES[name]!()
      .split('\n')
      .find((text) => text.startsWith(start));
  expect(line('ops.md', '| `Tanh(x)`')).toContain('yes. x: `Mul(d, Sub(1, Mul(y, y)))`');
  expect(line('ops.md', '| `OneHot(x)`')).toContain('| no |');
  expect(line('config.md', '| `train.batch_size`')).toContain(
    '| a whole number from 1 to 1000000 | required |',
  );
  expect(line('config.md', '| `optimizer.momentum`')).toContain('| a number at least 0 and below 1 | `0` |');
  expect(line('config.md', '| `dataset.dir`')).toContain('| none |');
});
