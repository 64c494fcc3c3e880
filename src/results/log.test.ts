/** @file log.csv read back: the quick way and the library's must agree; what a last row without a line feed counts for. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { EXIT } from '../errors.ts';
import type { RunState, RunStatus } from '../store/status.ts';
import { parseLog, readLog } from './log.ts';

const HEADER = 'iteration,epoch,test_loss,seconds\n';
const status = (state: RunState, iterations = 16): RunStatus => ({
  status: state,
  variant: {},
  run: 0,
  iterations,
  seconds: 1,
  configHash: '',
  startedAt: '',
});

/** What is read of a log.csv with this text. */
function read(text: string, of?: RunStatus) {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'log.csv'), text);
  return readLog(folder, of);
}

describe('a last row without a line feed', () => {
  const rows = `${HEADER}0,0,1.5,0.1\n8,1,1.367,0.2\n`;

  it('counts where it has all its fields', () => {
    const { rows: count, last, columns } = read(`${rows}16,2,1.325,0.31`, status('done'));
    expect([count, last]).toEqual([3, { iteration: 16, epoch: 2, test_loss: 1.325, seconds: 0.31 }]);
    expect([...columns.get('test_loss')!]).toEqual([1.5, 1.367, 1.325]);
  });

  // 0.31 may be what is left of 0.314.
  it.each([
    ['interrupted', status('interrupted')],
    ['running', status('running')],
    ['failed', status('failed')],
    ['of nobody knows what', undefined],
  ])('counts without its last field in a run that is %s', (_, of) => {
    const { rows: count, last, columns } = read(`${rows}16,2,1.325,0.31`, of);
    expect([count, last]).toEqual([3, { iteration: 16, epoch: 2, test_loss: 1.325, seconds: undefined }]);
    expect([...columns.get('seconds')!]).toEqual([0.1, 0.2, Number.NaN]);
  });

  it.each(['1', '16', '16,', '16,2,1.3', '16,2,1.325,0.3,1', '16,2,,x,', '-', '16,2,1e,0.3'])(
    'is passed over where it is %j',
    (tail) => {
      expect(read(rows + tail, status('interrupted'))).toMatchObject({ rows: 2, last: { iteration: 8 } });
      // In a run that is done it is not the last row that is missing, but rows are.
      expect(() => read(rows + tail, status('done'))).toThrow(
        /log\.csv ends at iteration 8, but the run did 16, as its status\.json says: rows are missing/,
      );
    },
  );

  it('is no row where it is the header', () => {
    expect(read(HEADER.trim(), status('running'))).toMatchObject({ rows: 0, last: {} });
    expect(read('', status('running', 0))).toMatchObject({ rows: 0, last: {} });
    expect(read('iterati', undefined)).toMatchObject({ rows: 0, last: {} });
  });
});

it('names file, row and column of what is no number', () => {
  expect(() => read(`${HEADER}0,0,1.5,0.1\n8,1,what,0.2\n`)).toThrow(
    /log\.csv, row 2, column test_loss: expected a number, found "what"\.$/,
  );
  for (const row of ['8,1,0.5\n', '8,1,0.5,1,2\n', '\n8,1,0.5,1\n'])
    expect(() => read(`${HEADER}0,0,1.5,0.1\n${row}`)).toThrow(
      expect.objectContaining({
        exitCode: EXIT.data,
        message: expect.stringContaining('not readable as CSV'),
      }),
    );
});

it('tells what is empty from what is no number', () => {
  const { last, columns } = read(`${HEADER}0,0,,\n8,1,nan,inf\n`);
  expect(last).toEqual({ iteration: 8, epoch: 1, test_loss: Number.NaN, seconds: Infinity });
  expect([...columns.get('test_loss')!]).toEqual([Number.NaN, Number.NaN]);
  expect(read(`${HEADER}0,0,,\n`).last).toMatchObject({ test_loss: undefined, seconds: undefined });
});

it.each([
  ['with the line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
  ['with a byte order mark', (text: string) => `\uFEFF${text}`],
  ['with quotes', (text: string) => text.replaceAll(/[^,\n]+/g, '"$&"')],
])('reads what a spreadsheet saved %s', (_, saved) => {
  const { last, rows } = read(saved(`${HEADER}0,0,1.5,0.1\n8,1,0.25,0.2\n`));
  expect([rows, last]).toEqual([2, { iteration: 8, epoch: 1, test_loss: 0.25, seconds: 0.2 }]);
});

it('reads every log that we could write as csv-parse does', () => {
  const decimal = fc
    .tuple(fc.integer(), fc.nat({ max: 10 ** 9 }), fc.nat(25))
    .map(([a, b, zeros]) => `${a}.${'0'.repeat(zeros)}${b}`);
  const number = fc.oneof(
    decimal,
    fc.constantFrom('-0', '1.', '.5', '1e5', '-1.5e-7', '9007199254740993', '123456789012345678901234567890'),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.nat(),
    fc.constant(''),
  );
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 6 })
        .chain((width) =>
          fc.array(fc.array(number, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }),
        ),
      (table) => {
        const names = table[0]!.map((_, i) => `c${i}`);
        // A line of one empty field is a blank line, which no log has.
        const lines = table.map((row) => (row.length === 1 ? [row[0] === '' ? 1 : row[0]] : row).join(','));
        const text = [names.join(','), ...lines, ''].join('\n');
        const expected = parse<Record<string, string>>(text, { columns: true });
        const { columns, rows } = parseLog(Buffer.from(text), 'log.csv', false);
        expect(rows).toBe(table.length);
        for (const name of names)
          expect([...columns.get(name)!]).toEqual(
            expected.map((row) => (row[name] === '' ? Number.NaN : Number(row[name]))),
          );
      },
    ),
  );
});
