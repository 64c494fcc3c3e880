/** Files as spreadsheets and other programs leave them: read, or refused with the cause. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { EXIT } from '../../errors.ts';
import { readNumber } from './field-numbers.ts';
import { readCsvTable } from './read-table.ts';

function written(content: string | Uint8Array): string {
  const file = join(temporaryFolder(), 'file.csv');
  writeFileSync(file, content);
  return file;
}

const texts = async (content: string | Uint8Array) =>
  Object.fromEntries(
    [...(await readCsvTable(written(content))).columns].map(([name, column]) => [name, column.texts]),
  );

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const RIGHT = { variant: ['elu', 'Ü'], run: ['0', '1'] };

describe('readCsvTable', () => {
  it.each<readonly [string, string | Uint8Array]>([
    ['commas', 'variant,run\nelu,0\nÜ,1\n'],
    ['sep=; in front', 'sep=;\nvariant;run\nelu;0\nÜ;1\n'],
    ['sep=, in front, and carriage returns', 'sep=,\r\nvariant,run\r\nelu,0\r\nÜ,1\r\n'],
    ['"sep=|" in quotes', '"sep=|"\nvariant|run\nelu|0\nÜ|1\n'],
    ['bars', 'variant|run\nelu|0\nÜ|1\n'],
    ['tabs', 'variant\trun\nelu\t0\nÜ\t1\n'],
    ['lines of an old Mac', 'variant,run\relu,0\rÜ,1\r'],
    ['blanks around everything', '  variant ,  run\n elu , 0\n "Ü" , 1 \n'],
    ['blanks in quotes', '" variant","run "\n" elu ","0"\n"Ü","1"\n'],
    ['separators at the end of each line', 'variant,run,,,\nelu,0,,,\nÜ,1,,,\n'],
    ['separators at the end of rows only', 'variant,run\nelu,0,\nÜ,1,,\n'],
    ['blank rows between and behind', 'variant,run\n,\nelu,0\n\n , \nÜ,1\n,\n,,\n'],
    ['UTF-8 with a byte order mark', '\ufeffvariant,run\nelu,0\nÜ,1\n'],
    ['UTF-16 with a byte order mark', utf16('\ufeffvariant\trun\nelu\t0\nÜ\t1\n')],
    ['UTF-16 with its bytes the other way', utf16('\ufeffvariant\trun\nelu\t0\nÜ\t1\n').swap16()],
    ['UTF-16 without a mark', utf16('variant\trun\nelu\t0\nÜ\t1\n')],
    ['UTF-16 the other way, without a mark', utf16('variant\trun\nelu\t0\nÜ\t1\n').swap16()],
  ])('reads %s', async (_, content) => {
    expect(await texts(content)).toEqual(RIGHT);
  });

  it('reads an old encoding, says so, and keeps names apart that differ in one letter', async () => {
    const file = written(Buffer.from('variant,run\nM\xfcller,0\nM\xf6ller,1\n', 'latin1'));
    const { columns, notes } = await readCsvTable(file);
    expect(columns.get('variant')!.texts).toEqual(['Müller', 'Möller']);
    expect(notes).toEqual([expect.stringContaining('is not in UTF-8: read as Windows-1252 (Latin-1)')]);
  });

  it('is not misled by a character cut in the middle', async () => {
    const file = written(Buffer.from('variant,run\nÜ,1\nxä', 'utf8').subarray(0, -1));
    const { columns, notes } = await readCsvTable(file);
    expect(columns.get('variant')!.texts).toEqual(['Ü']);
    expect(notes).toEqual([expect.stringContaining('ends in the middle of row 2')]);
  });

  it('counts rows as they stand in the file', async () => {
    const { numberOf, rows } = await readCsvTable(written('a,b\n1,2\n,\n3,4\n'));
    expect([rows, numberOf(0), numberOf(1)]).toEqual([2, 1, 3]);
  });

  it('chooses the separator that rows have, too', async () => {
    expect(await texts('a|b,c;d\n1,2\n')).toEqual({ 'a|b': ['1'], 'c;d': ['2'] });
    expect(await texts('loss;note\n0,5;"a;b"\n')).toEqual({ loss: ['0,5'], note: ['a;b'] });
  });

  it.each<readonly [string, string | Uint8Array, RegExp]>([
    ['a workbook', Buffer.from('PK\u0003\u0004....', 'latin1'), /is no CSV file but a workbook/],
    ['what gzip made', Buffer.from([0x1f, 0x8b, 8, 0]), /compressed by gzip; gunzip it/],
    ['Parquet', 'PAR1....', /a Parquet file/],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), /UTF-32/],
    ['zero bytes', Buffer.from('a,b\n\0\0\0\0\0\0\0\0\0\0,1\n'), /holds zero bytes/],
    [
      'half a mark',
      Buffer.from([0xff, 0xfe, 0x61, 0xd8, 0x61, 0x00, 0x0a, 0x00]),
      /begins as UTF-16LE but is not/,
    ],
    ['two columns without a name', ',,a\n1,2,3\n', /two columns have no name/],
    ['more fields than names', 'a,b\n1,2,3\n', /row 1: 3 fields, but the header has 2/],
  ])('refuses %s', async (_, content, message) => {
    await expect(readCsvTable(written(content))).rejects.toMatchObject({
      exitCode: EXIT.data,
      message: expect.stringMatching(message),
    });
  });

  it('says that percentages are fractions', async () => {
    const { columns, notes } = await readCsvTable(written('accuracy\n97.75 %\n98%\n'));
    expect([...columns.get('accuracy')!.numbers!]).toEqual([0.9775, 0.98]);
    expect(notes).toEqual([expect.stringContaining('percentages in column accuracy are read as fractions')]);
  });
});

describe('readNumber', () => {
  it.each([
    ['1,5', ';', 1.5],
    ['1,5', ',', undefined],
    ['.5', ',', 0.5],
    ['-1e-3', '|', -0.001],
    ['2,25 %', ';', 0.0225],
    ['2.25\u00a0%', ',', 0.0225],
    ['-nan', ',', Number.NaN],
    ['nan(ind)', ',', Number.NaN],
    ['<NA>', ',', Number.NaN],
    ['-Infinity', ',', -Infinity],
    ['12 %%', ',', undefined],
    ['1.2.3', ',', undefined],
  ] as const)('%s between %s is %d', (text, delimiter, value) => {
    expect(readNumber(text, delimiter)).toBe(value);
  });
});
