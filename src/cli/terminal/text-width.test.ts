/** @file Widths of text in a terminal's columns; those of letters are Unicode's (East Asian Width): 変 and 🙂 take two, a combining accent none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstFitting, padLeft, padRight, shortened, widthOf, wrapped } from './text-width.ts';

it('counts columns', () => {
  for (const [text, columns] of [
    ['elu', 3],
    ['変体', 4],
    ['e\u0301', 1],
    ['🙂', 2],
    ['±', 1],
    ['', 0],
  ] as const)
    expect(widthOf(text)).toBe(columns);
  expect(padRight('変', 4)).toBe('変  ');
  expect(padLeft('3.1', 5)).toBe('  3.1');
  expect(padLeft('long', 2)).toBe('long');
});

it.each([
  ['activation=elu', 14, 'activation=elu'],
  ['activation=elu', 13, 'activa…on=elu'],
  ['activation=elu', 8, 'acti…elu'],
  ['変体変体', 6, '変…体'],
  ['abc', 1, '…'],
])('shortens %s to %i columns in its middle: %s', (text, columns, short) => {
  expect(shortened(text, columns)).toBe(short);
});

it('takes the first way to say it that fits, or cuts the last', () => {
  const ways = ['12 of 80 runs done', '12 of 80', '12/80'];
  expect([18, 17, 7, 4].map((columns) => firstFitting(ways, columns))).toEqual([
    '12 of 80 runs done',
    '12 of 80',
    '12/80',
    '12/…',
  ]);
});

describe('a long text', () => {
  it.each([
    ['small photographs: 60,000 of 28 × 28', 22, ['small photographs:', '60,000 of 28 × 28']],
    [
      'learning_rate=0.001,momentum=0.9,activation=elu',
      26,
      ['learning_rate=0.001,', 'momentum=0.9,', 'activation=elu'],
    ],
    ['optimizer.learning_rate=0.001,x', 24, ['optimizer.learning_rate=', '0.001,x']],
    ['/home/somebody/results/mnist', 16, ['/home/somebody/', 'results/mnist']],
    ['abcdefgh', 3, ['abc', 'def', 'gh']],
    ['変体変', 3, ['変', '体', '変']],
    ['one\ntwo', 10, ['one', 'two']],
    ['', 5, ['']],
  ])('%j in %i columns', (text, columns, lines) => {
    expect(wrapped(text, columns)).toEqual(lines);
  });

  it('is broken, never lost: no line is too wide, and together they are the text but for blanks', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab1,=/ 変🙂'.split(''), '🙂', '±') });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 20 }), (all, columns) => {
        const lines = wrapped(all, columns);
        expect(lines.every((line) => widthOf(line) <= columns)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(all.replaceAll(' ', ''));
      }),
    );
  });
});
