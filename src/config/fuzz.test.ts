import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { load } from '../../test/small-config.ts';
import { thorough } from '../../test/thorough.ts';
import { expand } from './expand.ts';

const CONFIG = readFileSync('configs/mnist.yaml', 'utf8');

/** Files of each of the four kinds. */
const numRuns = thorough(200, 2500);
const MOST_MS = 5000;
const MOST_BYTES = 1e9;

afterAll(() => expect(process.memoryUsage().rss).toBeLessThan(MOST_BYTES));

/** Runs are planned or the user is told, soon; anything else that is thrown is a bug of ours. */
function planOrTell(text: string, ...overrides: string[]): void {
  const before = performance.now();
  try {
    const plans = expand(load(text, 'runs=1', ...overrides));
    expect(plans.length).toBeGreaterThan(0);
  } catch (error) {
    expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
    expect((error as Error).message).toMatch(/x\.yaml|argument "/);
  }
  expect(performance.now() - before).toBeLessThan(MOST_MS);
}

const scrap = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '\n',
    '  ',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '*a',
    '&a ',
    '!!x ',
    '"',
    "'",
    '#',
    '|',
    '>',
    '\t',
    '? ',
    '---',
    '%',
    '\r',
    '0x1',
    '.nan',
    '1e400',
    '-1',
    'null',
    '__proto__: ',
    'toString: ',
    'elu',
    '<<: ',
  ),
);
const place = fc.nat(CONFIG.length);
const edit = fc.tuple(place, fc.nat(30), scrap);

test('files with scraps cut out and put in', () => {
  const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(edits, (changes) => {
      const text = changes.reduce(
        (above, [at, cut, put]) => above.slice(0, at) + put + above.slice(at + cut),
        CONFIG,
      );
      planOrTell(text);
    }),
    { numRuns },
  );
});

test('files cut off anywhere', () => {
  fc.assert(
    fc.property(place, (end) => planOrTell(CONFIG.slice(0, end))),
    { numRuns },
  );
});

test('any YAML value in any place', () => {
  const values = fc.anything({ withNullPrototype: false, maxDepth: 3 });
  const keys = fc.constantFrom(
    ...[
      'name',
      'runs',
      'variants',
      'variants.activation',
      'variants.momentum',
      'dataset',
      'dataset.dir',
      'network.hidden',
      'network.activation',
    ],
    ...[
      'optimizer.learning_rate',
      'train',
      'train.iterations',
      'evaluate.every',
      'engine.rules',
      'paper',
      'paper.claims',
      'toString',
      'a.b.c',
    ],
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, values), { minLength: 1, maxLength: 3 }), (settings) => {
      planOrTell(CONFIG, ...settings.map(([key, value]) => `${key}=${JSON.stringify(value) ?? 'null'}`));
    }),
    { numRuns },
  );
});

test('any text for an argument', () => {
  const argument = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(scrap, scrap, scrap).map(([key, a, b]) => `${key}=${a}${b}`),
  );
  fc.assert(
    fc.property(argument, (text) => planOrTell(CONFIG, text)),
    { numRuns },
  );
});
