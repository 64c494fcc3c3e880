/** @file Bits of a given probability: what they are for ever, and that vectors give those that plain numbers give. */
import { assert, integer, oneof, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { bernoulliBits, vectorBits } from './bernoulli.ts';
import { plainBits } from './bernoulli-plain.ts';
import { philoxStart, type StreamName } from './stream.ts';

// Compiled by npm run build, as for a run.
const compiled = vectorBits(new URL('../../dist/random/bernoulli.wasm', import.meta.url));

const STREAM: StreamName = { seed: 5 * 2 ** 32 + 7, run: 3, purpose: 'dropout', index: 11, part: 2 };
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

// From Philox 4x32-10 written once more in Python's integers (checked by the vectors of philox.test.ts): of bit b the number whose j-th digit,
// from the highest, is bit b % 32 of word b // 32 % 4 at counter (16 (b // 128) + j, 11, 3, 2 + 256 · 2) under key (7, 5); 1 where it is
// at least round(65536 · rate); bytes from the low bits up.
test.each([
  [0.1, 'f7effffdbfbdfdfbfeff5ff7ffbbffffffbfffffdf'],
  [0.25, 'f7cf7dfdbf3cfd5bfeaf5ff7be33efff7bbdfeefdb'],
  [0.5, 'f68e3ddc823c951b762551e7ae33cdb4521ddeef1b'],
])('bits that are 0 at a rate of %d are the same for ever', (rate, expected) => {
  for (const write of [plainBits, compiled]) {
    const bits = new Uint8Array(21);
    write(bits, Math.round(rate * 2 ** 16), philoxStart(STREAM));
    expect(hex(bits)).toBe(expected);
  }
});

test('vectors give the bits of plain numbers', () => {
  const cases = record({
    // More than the memory of vectors holds, too.
    bytes: oneof(
      { weight: 20, arbitrary: integer({ min: 0, max: 400 }) },
      integer({ min: 65_500, max: 66_000 }),
    ),
    threshold: oneof(
      integer({ min: 1, max: 2 ** 16 - 1 }),
      integer({ min: 0, max: 15 }).map((n) => 2 ** n),
    ),
    seed: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    run: integer({ min: 0, max: 1000 }),
    index: integer({ min: 0, max: 2 ** 32 - 1 }),
    part: integer({ min: 0, max: 2 ** 24 - 1 }),
  });
  assert(
    property(cases, ({ bytes, threshold, ...name }) => {
      const start = philoxStart({ purpose: 'dropout', ...name });
      const [plain, vectors] = [new Uint8Array(bytes), new Uint8Array(bytes)];
      plainBits(plain, threshold, start);
      compiled(vectors, threshold, start);
      expect(hex(vectors)).toBe(hex(plain));
    }),
  );
});

test('at the ends all bits are alike', () => {
  const bits = new Uint8Array(3);
  bernoulliBits(bits, 0, STREAM);
  expect([...bits]).toEqual([255, 255, 255]);
  bernoulliBits(bits, 2 ** 16, STREAM);
  expect([...bits]).toEqual([0, 0, 0]);
});
