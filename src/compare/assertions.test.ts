import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXIT, UserError } from '../errors.ts';
import type { RunLog } from '../reading/run.ts';
import { parseAssertion } from './assertions.ts';
import { judge } from './judge.ts';
import { groupByVariant } from './variant-runs.ts';

const figure = (variant: string, column: string, statistic = 'mean', factor = 1, magnitude = false) => ({
  factor,
  magnitude,
  variant,
  column,
  statistic,
});

describe('parseAssertion', () => {
  it.each([
    ['elu.test_error < relu.test_error', figure('elu', 'test_error'), '<', figure('relu', 'test_error')],
    ['elu.test_error<=0.2', figure('elu', 'test_error'), '<=', 0.2],
    ['-1e-3 != elu.x', -1e-3, '!=', figure('elu', 'x')],
    [
      'activation=elu.x == activation=relu.x',
      figure('activation=elu', 'x'),
      '==',
      figure('activation=relu', 'x'),
    ],
    [
      'learning_rate=0.01.x.median > .9*b.x.best',
      figure('learning_rate=0.01', 'x', 'median'),
      '>',
      figure('b', 'x', 'best', 0.9),
    ],
    [
      '"a < b".x >= 2 * "c \'d"."val.loss".SD',
      figure('a < b', 'x'),
      '>=',
      figure("c 'd", 'val.loss', 'sd', 2),
    ],
    ['a/b=c,d=e.x.n > 4', figure('a/b=c,d=e', 'x', 'n'), '>', 4],
    [
      'abs(a.x) > 2 * abs("b c".x.min)',
      figure('a', 'x', 'mean', 1, true),
      '>',
      figure('b c', 'x', 'min', 2, true),
    ],
    ['elu(alpha=0.5).f(x) < 1', figure('elu(alpha=0.5)', 'f(x)'), '<', 1],
    // A column may be called as a statistic is.
    ['a.mean < 1', figure('a', 'mean'), '<', 1],
  ])('reads %s', (text, left, operator, right) => {
    expect(parseAssertion(text)).toEqual({ text, left, operator, right });
  });

  it.each([
    ['', /found no operator between two sides/],
    ['elu.test_error', /found no operator/],
    ['elu.test_error = 2', /found no operator/],
    ['elu.test_error <', /found no operator/],
    ['elu < relu', /"elu" is neither a number nor variant\.column/],
    ['a.x < b.x < c.x', /"b\.x < c\.x" is neither/],
    ['a.x<b.x<c.x', /"b\.x<c\.x" is neither/],
    ['a b.x < 1', /"a b\.x" is neither/],
    ['1 < 2', /it names no variant/],
    ['abs(2 * a.x) < 1', /"abs\(2 \* a\.x\)" is neither/],
    ['2 * 3 < a.x', /"2 \* 3" is neither/],
  ])('refuses %j with an example', (text, message) => {
    try {
      parseAssertion(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ exitCode: EXIT.usage, message: expect.stringMatching(message) });
      expect((error as Error).message).toContain("'elu.test_error < relu.test_error'");
    }
  });

  it('reads or refuses any text, quickly', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '.', '"', '<', '=', '>', '!', '*', ' ', '1', '-'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, (one) => {
        try {
          parseAssertion(one);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('reads back any quoted names', () => {
    const name = fc.string({ minLength: 1 }).filter((one) => !/["\n\r\u2028\u2029]/.test(one));
    const operator = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
    const statistic = fc.constantFrom('mean', 'median', 'min', 'max', 'sd', 'best', 'n');
    fc.assert(
      fc.property(
        name,
        name,
        operator,
        statistic,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (variant, column, op, of, factor) => {
          expect(parseAssertion(`${factor} * "${variant}"."${column}".${of} ${op} 1`)).toMatchObject({
            left: { factor: factor === 0 ? expect.closeTo(0) : factor, variant, column, statistic: of },
            operator: op,
            right: 1,
          });
        },
      ),
    );
  });
});

describe('judge', () => {
  const run = (
    variantName: string,
    number: number,
    error: number,
    status: RunLog['status'] = 'done',
  ): RunLog => ({
    experiment: 'e',
    experimentPath: '/e',
    variant: { activation: variantName },
    variantName,
    run: number,
    status,
    folder: undefined,
    source: '/e.csv',
    columns: new Map([
      ['iteration', Float64Array.of(0, 10)],
      ['test_error', Float64Array.of(0.9, error)],
    ]),
  });
  const variants = groupByVariant([
    run('elu', 0, 0.1),
    run('elu', 1, 0.2),
    run('relu', 0, 0.3),
    run('lrelu', 0, 0.1, 'diverged'),
  ]);
  const holds = (text: string, at?: number) =>
    judge(
      [parseAssertion(text)],
      variants,
      at === undefined ? undefined : { count: at, unit: 'iterations' },
    )[0]!.holds;

  it.each([
    ['elu.test_error < relu.test_error', true],
    ['elu.test_error > relu.test_error', false],
    ['elu.test_error < 0.5 * relu.test_error', false],
    ['elu.test_error.min < 0.5 * relu.test_error', true],
    ['abs(elu.test_error) < 0.5 * abs(relu.test_error)', false],
    ['elu.test_error.n == 2', true],
    ['elu.test_error.n != 2', false],
    ['relu.test_error >= 0.3', true],
    ['relu.test_error <= 0.3', true],
    // One run has no spread, and a diverged one no end: nothing holds of what is not known.
    ['relu.test_error.sd < 1', false],
    ['lrelu.test_error < 1', false],
    ['lrelu.test_error >= 0', false],
    ['lrelu.test_error.n == 0', true],
  ])('%s: %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it('judges at a point', () => {
    expect(holds('elu.test_error == relu.test_error', 0)).toBe(true);
  });

  it('refuses names of nothing', () => {
    expect(() => holds('swish.test_error < 1')).toThrow(
      /^--assert "swish\.test_error < 1": no variant is called swish\./,
    );
    expect(() => holds('elu.test_eror < 1')).toThrow(
      /no run has a column test_eror\. Did you mean test_error\?/,
    );
  });
});
