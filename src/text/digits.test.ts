/** @file Numbers have the digits that mean something. */
import { describe, expect, it } from 'vitest';
import { writeP, writer } from './digits.ts';

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
