import { expect, it } from 'vitest';
import { constant, input } from './expr.ts';
import { add, matMul } from './ops.ts';
import { validate } from './validate.ts';

const x = input('x', [2, 3]);

it('passes what the constructors make', () => {
  expect(() => validate([add(matMul(x, input('w', [3, 4])), 1)])).not.toThrow();
});

it.each([
  [
    'an unknown op',
    { ...x, op: 'Frobnicate' as 'Neg', inputs: [x] },
    'Frobnicate [2, 3]: no such op in the table',
  ],
  ['a wrong shape', { ...add(x, x), shape: [2, 4] }, 'Add [2, 4]: its op gives [2, 3]'],
  ['a constant of the wrong size', { ...constant([1], [1]), shape: [3] }, 'Constant [3] holds 1 values'],
  ['two inputs of one name', add(x, input('x', [3])), 'two inputs are called x'],
])('refuses %s', (_, node, message) => {
  expect(() => validate([node])).toThrow(message);
});
