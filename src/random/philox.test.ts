/** @file Philox against its authors' vectors: Random123, tests/kat_vectors, lines `philox4x32 10`. */
import { expect, test } from 'vitest';
import { philox4x32 } from './philox.ts';

const words = (hex: string) => Uint32Array.from(hex.split(' '), (word) => Number.parseInt(word, 16));

test.each([
  ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
])('counter %s under key %s gives %s', (counter, key, expected) => {
  expect(philox4x32(words(counter), words(key))).toEqual(words(expected));
});

test('the block goes to the array given, and counter and key stay as they are', () => {
  const counter = words('243f6a88 85a308d3 13198a2e 03707344');
  const key = words('a4093822 299f31d0');
  const out = new Uint32Array(4);
  expect(philox4x32(counter, key, out)).toBe(out);
  expect(out[3]).toBe(0x24126ea1);
  expect(counter).toEqual(words('243f6a88 85a308d3 13198a2e 03707344'));
  expect(key).toEqual(words('a4093822 299f31d0'));
});
