import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicateKey } from './duplicate-key.ts';

describe('duplicateKey', () => {
  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1, "b":{"c":1,\n"c" \t: 2}}', 'c'],
    [String.raw`{"a":1,"\u0061":2}`, 'a'],
    [String.raw`{"\"":1,"\"":2}`, '"'],
    ['[{"a":1},{"a":2}]', undefined],
    ['{"a":{"a":["a","a"]},"b":"a"}', undefined],
    [String.raw`{"a":"\\","b":"{\"a\":1,\"a\":2}"}`, undefined],
  ])('finds in %s: %s', (json, key) => {
    expect(duplicateKey(json)).toBe(key);
  });

  it('finds none in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => duplicateKey(JSON.stringify(value, undefined, 1)) === undefined),
    );
  });
});
