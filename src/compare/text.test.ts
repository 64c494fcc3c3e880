/** What is written: names made harmless, numbers with the digits that mean something. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOf, variantOf } from '../store/variant-name.ts';
import { markdownText, plainText, spreadsheetText } from './harmless.ts';
import { writeP, writer } from './numbers.ts';

describe('harmless', () => {
  it.each(['=cmd()', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('%j is no formula', (text) => {
    expect(spreadsheetText(text)).toBe(`'${text}`);
  });

  it('leaves other names as they are', () => {
    for (const text of ['activation=elu', "o'neill", '', 'a-b', '1e-3'])
      expect(spreadsheetText(text)).toBe(text);
  });

  it('shows what a terminal would obey', () => {
    expect(plainText('a\u001b[2Jb\nc\u202ed')).toBe('a\\u001b[2Jb\\u000ac\\u202ed');
    expect(plainText('größer 20 % ± 日本')).toBe('größer 20 % ± 日本');
  });

  it('keeps Markdown from being HTML, a link, or the end of a cell', () => {
    expect(markdownText('<script>alert(1)</script>')).toBe('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(markdownText('a|b')).toBe('a\\|b');
    expect(markdownText('[x](javascript:y) `z` \\| &lt;')).toBe(
      '\\[x\\](javascript:y) \\`z\\` \\\\\\| &amp;lt;',
    );
    expect(markdownText('a\nb')).not.toContain('\n');
    expect(markdownText('activation=elu,batch_norm=true')).toBe('activation=elu,batch_norm=true');
  });
});

describe('numbers', () => {
  it.each([
    [[0.0330123, 0.0389], [0.00113, 0.00028], '0.03301'],
    [[18.234, 3], [1.39, 12], '18.2'],
    [[1234.5], [200], '1235'],
    [[0.25], [undefined], '0.2500'],
    [[0.5], [0], '0.5000'],
    [[1.5e-12], [1e-13], '1.500e-12'],
    [[3e15], [1], '3.000e+15'],
  ])('%j with spreads %j begin with %s', (values, spreads, text) => {
    expect(writer(values, spreads)(values[0])).toBe(text);
  });

  it('has no negative zero', () => {
    expect(writer([-0.00002, 1], [0.01])(-0.00002)).toBe('0.000');
  });

  it('has signs for what is unknown', () => {
    expect(writer([], [])(undefined)).toBe('-');
  });

  it.each([
    [0.0625, '0.0625'],
    [0.123456, '0.123'],
    [1, '1'],
    [1.2345e-7, '1.23e-7'],
    [undefined, '-'],
  ])('writes p %d as %s', (p, text) => {
    expect(writeP(p)).toBe(text);
  });
});

describe('variant names', () => {
  it('say what they set', () => {
    expect(variantOf('activation=elu,hidden=8x128')).toEqual({ activation: 'elu', hidden: '8x128' });
    expect(variantOf('default')).toEqual({});
    expect(variantOf('my net, v2')).toEqual({ variant: 'my net, v2' });
    expect(nameOf([])).toBe('default');
  });

  it('read back what was set', () => {
    const word = fc.stringMatching(/^[a-z0-9.]+$/);
    fc.assert(
      fc.property(
        fc.dictionary(
          word.filter((key) => key !== 'variant'),
          word,
          { minKeys: 1 },
        ),
        (variant) => {
          expect(variantOf(nameOf(Object.entries(variant)))).toEqual({ ...variant });
        },
      ),
    );
  });
});
