/** @file Names of others, made harmless for what reads them. */
import { describe, expect, it } from 'vitest';
import { markdownText, plainText, spreadsheetText } from './untrusted.ts';

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
