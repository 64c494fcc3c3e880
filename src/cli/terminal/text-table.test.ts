/** @file Tables at the widths of terminals, counted by hand: no line is wider, no number is broken, nothing is left out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textTable } from './text-table.ts';
import { widthOf } from './text-width.ts';

const HEAD = ['variant', 'runs', 'test error %', 'test loss', '|median unit activation|', 'seconds'];
const NUMBERS = ['2', '3.30 ± 0.11', '0.1041 ± 0.0030', '0.2469 ± 0.0366', '19.7 ± 3.7'];
const lines = (width: number, names: readonly string[], hasHead = true): string[] =>
  textTable([HEAD, ...names.map((name) => [name, ...NUMBERS])], '', { width, hasHead })
    .split('\n')
    .slice(0, -1);

const WIDE = [
  'variant           runs  test error %  test loss        |median unit activation|  seconds',
  'activation=elu    2     3.30 ± 0.11   0.1041 ± 0.0030  0.2469 ± 0.0366           19.7 ± 3.7',
  'activation=lrelu  2     3.30 ± 0.11   0.1041 ± 0.0030  0.2469 ± 0.0366           19.7 ± 3.7',
];
const NAMES = ['activation=elu', 'activation=lrelu'];

describe('a table of numbers', () => {
  it('breaks a heading after its commas, too', () => {
    const rows = [
      ['activation,learning_rate', 'loss'],
      ['elu,0.001', '0.1041 ± 0.0030'],
    ];
    expect(textTable(rows, '', { width: 35, hasHead: true }).split('\n')).toEqual([
      'activation,    loss',
      'learning_rate',
      'elu,0.001      0.1041 ± 0.0030',
      '',
    ]);
  });

  it.each([Infinity, 120, 91])('stands as it is in %i columns', (width) => {
    expect(lines(width, NAMES)).toEqual(WIDE);
  });

  it('breaks its headings before anything else', () => {
    expect(lines(90, NAMES)).toEqual([
      'variant           runs  test error   test loss        |median unit     seconds',
      '                        %                             activation|',
      'activation=elu    2     3.30 ± 0.11  0.1041 ± 0.0030  0.2469 ± 0.0366  19.7 ± 3.7',
      'activation=lrelu  2     3.30 ± 0.11  0.1041 ± 0.0030  0.2469 ± 0.0366  19.7 ± 3.7',
    ]);
  });

  it('goes on below, with the names again, where it is too wide', () => {
    expect(lines(60, NAMES)).toEqual([
      'variant           runs  test error %  test loss',
      'activation=elu    2     3.30 ± 0.11   0.1041 ± 0.0030',
      'activation=lrelu  2     3.30 ± 0.11   0.1041 ± 0.0030',
      '',
      'variant           |median unit activation|  seconds',
      'activation=elu    0.2469 ± 0.0366           19.7 ± 3.7',
      'activation=lrelu  0.2469 ± 0.0366           19.7 ± 3.7',
    ]);
  });

  it('breaks long names at their commas, and wide letters are counted as two columns', () => {
    expect(lines(60, ['learning_rate=0.001,momentum=0.9,activation=変体'])).toEqual([
      'variant                   runs  test error   test loss',
      '                                %',
      'learning_rate=0.001,      2     3.30 ± 0.11  0.1041 ± 0.0030',
      'momentum=0.9,',
      'activation=変体',
      '',
      'variant                          |median unit     seconds',
      '                                 activation|',
      'learning_rate=0.001,             0.2469 ± 0.0366  19.7 ± 3.7',
      'momentum=0.9,activation=変体',
    ]);
  });
});

it('sentences share what is left', () => {
  const rows = [
    ['mnist', 'handwritten digits: 60,000 images', 'available: npm package'],
    ['cifar10', 'small photographs', 'not available: fetch it with "data fetch cifar10"'],
  ];
  expect(textTable(rows, '  ', { width: 60 }).split('\n')).toEqual([
    '  mnist    handwritten digits:      available: npm package',
    '           60,000 images',
    '  cifar10  small photographs        not available: fetch it',
    '                                    with "data fetch',
    '                                    cifar10"',
    '',
  ]);
});

it('is never wider than it should be, from 60 columns on, and has every cell', () => {
  const number = fc.constantFrom('2', '3.30 ± 0.11', '0.1041 to 0.2469', '-', 'never (3 of 5)');
  const name = fc.string({ unit: fc.constantFrom(...'abc=,変 '.split('')), minLength: 1, maxLength: 60 });
  const table = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 60, max: 140 }))
    .chain(([columns, width]) =>
      fc.record({
        width: fc.constant(width),
        rows: fc.array(fc.tuple(name, fc.array(number, { minLength: columns, maxLength: columns })), {
          minLength: 1,
          maxLength: 4,
        }),
      }),
    );
  fc.assert(
    fc.property(table, ({ width, rows }) => {
      const text = textTable(
        rows.map(([first, others]) => [first, ...others]),
        '  ',
        { width },
      );
      for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
      for (const [, others] of rows)
        for (const cell of new Set(others)) expect(text.split(cell).length).toBeGreaterThan(1);
    }),
  );
});

it('keeps the lines of a cell', () => {
  expect(
    textTable([
      ['a', 'one\nthree', 'x'],
      ['b', 'two', 'y'],
    ]),
  ).toBe('a  one    x\n   three\nb  two    y\n');
});

it('leaves out columns in which nothing stands', () => {
  expect(
    textTable(
      [
        ['a', '', 'b', ''],
        ['c', '', 'd', ''],
      ],
      '',
    ),
  ).toBe('a  b\nc  d\n');
});

it('takes the rows that there are', () => {
  expect(textTable([])).toBe('');
  expect(textTable([['only']], '', { width: 60 })).toBe('only\n');
  expect(textTable([['a', 'b'], ['c']], '', { width: 60 })).toBe('a  b\nc\n');
});
