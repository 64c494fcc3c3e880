import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCount } from './count.ts';
import { parseSchedule, readSchedule } from './schedule.ts';

test('a number is constant', () => {
  const learningRateAt = parseSchedule(0.01);
  expect([0, 1, 1e9].map(learningRateAt)).toEqual([0.01, 0.01, 0.01]);
});

test("the paper's schedule: each rate ends before its iteration, the last goes on", () => {
  const learningRateAt = parseSchedule('0.01 to 35k, 0.005 to 85k, 0.0005 to 135k, 0.00005 to 165k');
  expect([0, 34_999].map(learningRateAt)).toEqual([0.01, 0.01]);
  expect([35_000, 84_999].map(learningRateAt)).toEqual([0.005, 0.005]);
  expect([85_000, 134_999].map(learningRateAt)).toEqual([0.0005, 0.0005]);
  expect([135_000, 164_999, 165_000, 1e9].map(learningRateAt)).toEqual([0.00005, 0.00005, 0.00005, 0.00005]);
});

test('the last rate may have no end', () => {
  const learningRateAt = parseSchedule('1e-2 to 35000,1e-3');
  expect([34_999, 35_000].map(learningRateAt)).toEqual([0.01, 0.001]);
});

test.each([
  [
    '',
    'entry 1, "": found the rate ""; expected a number above 0 and at most 1000000, as in "0.01 to 35k, 0.005 to 85k"',
  ],
  [
    '0.01 to 35k,',
    'entry 2, "": found the rate ""; expected a number above 0 and at most 1000000, as in "0.01 to 35k, 0.005 to 85k"',
  ],
  [
    '0.01 until 35k',
    'entry 1, "0.01 until 35k": expected RATE to ITERATION, as in "0.01 to 35k, 0.005 to 85k"',
  ],
  [
    '0.01 to 35k 7',
    'entry 1, "0.01 to 35k 7": expected RATE to ITERATION, as in "0.01 to 35k, 0.005 to 85k"',
  ],
  [
    '0 to 5',
    'entry 1, "0 to 5": found the rate "0"; expected a number above 0 and at most 1000000, as in "0.01 to 35k, 0.005 to 85k"',
  ],
  [
    '0.1 to 5, -1 to 6',
    'entry 2, "-1 to 6": found the rate "-1"; expected a number above 0 and at most 1000000, as in "0.01 to 35k, 0.005 to 85k"',
  ],
  [
    '0x10 to 5',
    'entry 1, "0x10 to 5": found the rate "0x10"; expected a number above 0 and at most 1000000, as in "0.01 to 35k, 0.005 to 85k"',
  ],
  [
    '0.1, 0.2 to 5',
    'entry 1, "0.1": no end; expected "0.1 to ITERATION" (only the last rate may go on for ever)',
  ],
  ['0.1 to 0', 'entry 1, "0.1 to 0": found the end "0"; expected an iteration such as 35000 or 35k'],
  ['0.1 to 3.5', 'entry 1, "0.1 to 3.5": found the end "3.5"; expected an iteration such as 35000 or 35k'],
  [
    '0.1 to 35k, 0.2 to 30k',
    'entry 2, "0.2 to 30k": ends at 30000; expected an iteration after 35000, where it starts',
  ],
])('%j is no schedule', (text, problem) => {
  expect(readSchedule(text)).toBe(problem);
  expect(() => parseSchedule(text)).toThrowError(expect.objectContaining({ name: 'UserError', exitCode: 2 }));
});

test('any ascending schedule reads back as written', () => {
  const rate = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  const lengths = fc.array(fc.tuple(rate, fc.integer({ min: 1, max: 1e6 })), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(lengths, (entries) => {
      let end = 0;
      const ends = entries.map(([, length]) => (end += length));
      const learningRateAt = parseSchedule(entries.map(([rate], i) => `${rate} to ${ends[i]}`).join(', '));
      for (const [i, [rate, length]] of entries.entries()) {
        expect([ends[i]! - length, ends[i]! - 1].map(learningRateAt)).toEqual([rate, rate]);
      }
    }),
  );
});

test.each([
  ['35k', 35_000],
  ['1.1k', 1100], // 1.1 · 1000 is 1100.0000000000002
  ['0.5M', 500_000],
  ['12', 12],
  ['1.5', undefined],
  ['1.2345k', undefined],
  ['0', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['35K', undefined],
  ['999999999999M', undefined],
])('%s counts %j', (text, count) => {
  expect(readCount(text)).toBe(count);
});
