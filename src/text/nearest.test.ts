import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

test.each([
  ['', '', 0],
  ['abc', '', 3],
  ['kitten', 'sitting', 3], // the textbook example: k→s, e→i, +g
  ['momentm', 'momentum', 1],
  ['mnits', 'mnist', 1], // one swap of neighbours
  ['ca', 'abc', 3], // optimal string alignment (2 in the unrestricted form)
])('from %j to %j it is %i edits', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

test('distance is symmetric, 0 for equal texts only, and at most the longer length', () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

test.each([
  ['lerning_rate', 'learning_rate'],
  ['learningRate', 'learning_rate'],
  ['Learning-Rate', 'learning_rate'],
  ['momentm', 'momentum'],
  ['xyz', undefined],
  ['lr', undefined],
])('%j is nearest to %j', (written, expected) => {
  expect(nearest(written, ['name', 'learning_rate', 'momentum', 'weight_decay'])).toBe(expected);
});
