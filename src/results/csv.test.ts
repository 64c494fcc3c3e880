import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../errors.ts';
import { csvNumber, csvText, guarded, openCsv, parseCsv, parseCsvNumber } from './csv.ts';
import { type Column, type CsvValue, LOG_COLUMNS } from './run-columns.ts';

const folder = await mkdtemp(join(tmpdir(), 'csv-'));
const columns = (width: number): Column<readonly CsvValue[]>[] =>
  Array.from({ length: width }, (_, at) => ({ name: `c${at}`, unit: '', doc: '', value: (row) => row[at] }));

describe('csvNumber', () => {
  it.each([
    [0.1, '0.1'],
    [1 / 3, '0.3333333333333333'],
    [60000, '60000'],
    [5e-324, '5e-324'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
  ])('writes %d as %s', (value, text) => {
    expect(csvNumber(value)).toBe(text);
  });

  it('reads back as the same number, to the bit', () => {
    fc.assert(
      fc.property(fc.double(), (value) => Object.is(parseCsvNumber(csvNumber(value), 'here'), value)),
      { numRuns: 1000 },
    );
  });

  it.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [1e6, '1000000.0'],
    // These have what makes them fractions already.
    [0.5, '0.5'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-inf'],
  ])('writes the fraction %d as %s', (value, text) => {
    expect(csvNumber(value, true)).toBe(text);
    expect(parseCsvNumber(text, 'here')).toBe(value);
  });

  it('is read from older logs, too', () => {
    expect(['nan', '0', '-0', 'inf', '1'].map((text) => parseCsvNumber(text, 'here'))).toEqual([
      Number.NaN,
      0,
      -0,
      Infinity,
      1,
    ]);
  });

  it('is refused, with the place, where it is no number', () => {
    // A name that every object of JavaScript has.
    expect(() => parseCsvNumber('constructor', 'log.csv')).toThrow('expected a number');
    expect(() => parseCsvNumber('NaN?', 'log.csv, row 2')).toThrow(
      'log.csv, row 2: expected a number, found "NaN?".',
    );
    expect(parseCsvNumber('', 'here')).toBeUndefined();
  });
});

describe('csvText', () => {
  it('follows RFC 4180: quotes where needed, nothing for what is unknown', () => {
    const rows = [
      ['a,b', 'say "x"', undefined],
      ['two\nlines', 'lone\rreturn', 1.5],
    ];
    expect(csvText(columns(3), rows)).toBe(
      'c0,c1,c2\n"a,b","say ""x""",\n"two\nlines","lone\rreturn","1.5"\n',
    );
  });

  it('reads back the same through csv-parse, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', ';', 'é', '\t', '😀') });
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 3, maxLength: 3 }), { maxLength: 5 }), (rows) => {
        expect(parse(csvText(columns(3), rows)).slice(1)).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });
});

describe('openCsv', () => {
  const first = {
    iteration: 0,
    epoch: 0,
    learning_rate: 0.01,
    test_loss: 2.25,
    test_error: 0.9,
    seconds: 0.25,
  };
  const second = {
    ...first,
    iteration: 937,
    epoch: 1,
    train_loss: 0.1 + 0.2,
    train_error: 0.05,
    mean_activation: -0.1,
  };
  const expected =
    'iteration,epoch,learning_rate,train_loss,test_loss,train_error,test_error,mean_activation,median_unit_activation,seconds\n' +
    '0,0.0,0.01,,2.25,,0.9,,,0.25\n' +
    '937,1.0,0.01,0.30000000000000004,2.25,0.05,0.9,-0.1,,0.25\n';

  it("writes log.csv in the design's columns, whole rows at a time", async () => {
    const file = join(folder, 'log.csv');
    const csv = await openCsv(file, LOG_COLUMNS);
    await csv.append(first);
    expect(await readFile(file, 'utf8')).toBe(expected.split('\n').slice(0, 2).join('\n').concat('\n'));
    await csv.append(second);
    await csv.close();
    expect(await readFile(file, 'utf8')).toBe(expected);
  });

  it('starts an existing file anew', async () => {
    const file = join(folder, 'old.csv');
    await writeFile(file, 'what an earlier run left\n'.repeat(100));
    const csv = await openCsv(file, LOG_COLUMNS);
    await csv.append(first, second);
    await csv.close();
    expect(await readFile(file, 'utf8')).toBe(expected);
  });

  it("adds nothing once the folder is somebody else's", async () => {
    const file = join(folder, 'guarded.csv');
    let isOurs = true;
    const csv = guarded(await openCsv(file, LOG_COLUMNS), async () => {
      if (!isOurs) throw new Error('lost');
    });
    await csv.append(first);
    isOurs = false;
    await expect(csv.append(second)).rejects.toThrow('lost');
    await csv.close();
    expect(await readFile(file, 'utf8')).toBe(expected.split('\n').slice(0, 2).join('\n').concat('\n'));
  });

  it('names the file it cannot create', async () => {
    const file = join(folder, 'absent', 'log.csv');
    await expect(openCsv(file, LOG_COLUMNS)).rejects.toMatchObject({
      exitCode: EXIT.failed,
      message: expect.stringContaining(file),
    });
  });

  it.skipIf(!existsSync('/usr/bin/prlimit'))(
    'still ends in its last whole row when a write fails half-way',
    async () => {
      const limit = (bytes: string) =>
        execFileSync('/usr/bin/prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
      const file = join(folder, 'half.csv');
      const csv = await openCsv(file, LOG_COLUMNS);
      await csv.append(first);
      limit('250');
      await expect(csv.append(second, second, second)).rejects.toThrow('would exceed the size limit');
      limit('unlimited');
      expect(await readFile(file, 'utf8')).toBe(csvText(LOG_COLUMNS, [first]));
      await csv.append(second);
      await csv.close();
      expect(await readFile(file, 'utf8')).toBe(expected);
    },
  );

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full', async () => {
    await expect(openCsv('/dev/full', LOG_COLUMNS)).rejects.toMatchObject({
      exitCode: EXIT.failed,
      message: expect.stringMatching(
        /^cannot write \/dev\/full: no space left on the disk \(\d+ bytes needed\)/,
      ),
    });
  });
});

describe('parseCsv', () => {
  it('names file and line of a damaged row', () => {
    expect(() => parseCsv('a,b\n1\n', 'log.csv')).toThrow(/^log.csv is not readable as CSV: .*on line 2/);
  });

  it('takes the line ends of spreadsheets', () => {
    expect(parseCsv('a,b\r\n1,2\r\n', 'x')).toEqual([{ a: '1', b: '2' }]);
  });
});
