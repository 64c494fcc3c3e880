/** @file What is not seen is shown; what is seen stays. Code points are those of the Unicode character database. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { marked, seen, visible, visibleLines } from './visible.ts';

it.each([
  ['a non-breaking space', '\u00a0lr', '\\u00a0lr'],
  ['a narrow one, as in file names of macOS', '10.00\u202fPM', '10.00\\u202fPM'],
  ['a zero-width space', 'l\u200br', 'l\\u200br'],
  ['a byte order mark', '\ufefflr', '\\ufefflr'],
  ['a soft hyphen', 'l\u00adr', 'l\\u00adr'],
  ['a tab', 'lr\t', 'lr\\t'],
  ['a line end', 'l\r\nr', 'l\\r\\nr'],
  ['an escape sequence', '\u001b[31m\u009b', '\\u001b[31m\\u009b'],
  ['what turns the direction of text', '\u202elr', '\\u202elr'],
  ['a Hangul filler', '\u3164', '\\u3164'],
  ['a blank of Braille', '\u2800', '\\u2800'],
  ['an ideographic space', 'a\u3000b', 'a\\u3000b'],
  ['a tag of another plane', 'a\u{e0020}', 'a\\u{e0020}'],
])('shows %s', (_, text, shown) => expect(visible(text)).toBe(shown));

it('leaves what is seen', () => {
  for (const text of ['a b  c', 'größer 学習率 ½ … — “x”', '🙂']) expect(visible(text)).toBe(text);
  expect(visibleLines('a\u00a0\nb')).toBe('a\\u00a0\nb');
});

it('marks places without moving any', () => {
  expect(marked('a\u00a0\tb')).toBe('a␣␣b');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(marked(text)).toHaveLength(text.length);
      expect(seen(visible(text))).toBe(visible(text));
    }),
  );
});
