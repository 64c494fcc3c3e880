/** Resizing against Pillow 11.3 (test/oracles/pictures.py), vectors against plain numbers, and both against the formula. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { assert, integer, property, record, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeUpPicture } from '../../../test/made-up-picture.ts';
import { thorough } from '../../../test/thorough.ts';
import type { Interleaved } from './picture.ts';
import { interleaved, planesOf } from './picture.ts';
import { plainPasses } from './plain-passes.ts';
import { resizeBy, resizePicture } from './resize.ts';
import { vectorPasses } from './vector-passes.ts';

type Size = readonly [height: number, width: number];
const oracle: {
  readonly resized: readonly { readonly from: Size; readonly to: Size; readonly sha256: string }[];
} = JSON.parse(readFileSync(new URL('../../../test/oracles/pictures.json', import.meta.url), 'utf8'));

// Compiled by npm run build, as for preparing.
const compiled = vectorPasses(new URL('../../../dist/data/pictures/passes.wasm', import.meta.url));
const WAYS = { plain: plainPasses, vectors: compiled };

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const size = integer({ min: 1, max: 40 });
/** A picture as high or as wide as the sizes say, of any bytes, and a new size. */
const cases = record({ from: size, to: size, other: integer({ min: 1, max: 9 }) }).chain(
  ({ from, to, other }) =>
    record({
      from: integer({ min: from, max: from }),
      to: integer({ min: to, max: to }),
      other: integer({ min: other, max: other }),
      rgb: uint8Array({ minLength: 3 * from * other, maxLength: 3 * from * other }),
    }),
);

/** Level of new pixel i, not rounded: the mean of the old ones, each weighed by a triangle as wide as a new pixel, or an old one if that is wider. */
function exactLevel(old: readonly number[], length: number, i: number): number {
  const scale = old.length / length;
  const centre = (i + 0.5) * scale - 0.5;
  const weights = old.map((_, j) => Math.max(0, 1 - Math.abs(j - centre) / Math.max(1, scale)));
  const sum = weights.reduce((a, b) => a + b);
  return old.reduce((level, value, j) => level + (value * weights[j]!) / sum, 0);
}

describe.each(Object.entries(WAYS))('resizing by %s', (_, open) => {
  it.each(oracle.resized)('from $from to $to is as by Pillow', ({ from, to, sha256: expected }) => {
    const made = resizeBy(open, madeUpPicture(...from), ...to);
    expect(made).toMatchObject({ height: to[0], width: to[1] });
    expect(sha256(interleaved(made))).toBe(expected);
  });

  it('is the formula, rounded, along each side', () => {
    const check = property(cases, ({ from, to, other, rgb }) => {
      const wide = planesOf({
        height: other,
        width: to,
        rgb: interleaved(resizeBy(open, { height: other, width: from, rgb }, other, to)),
      });
      const high = resizeBy(open, turned({ height: other, width: from, rgb }), to, other).pixels;
      let worst = 0;
      for (let channel = 0; channel < 3; channel++)
        for (let line = 0; line < other; line++) {
          const old = Array.from({ length: from }, (_, j) => rgb[3 * (line * from + j) + channel]!);
          for (let i = 0; i < to; i++) {
            const exact = exactLevel(old, to, i);
            const at = channel * other * to;
            for (const level of [wide[at + line * to + i]!, high[at + i * other + line]!])
              worst = Math.max(worst, Math.abs(level - exact));
          }
        }
      // Half a level, and what rounding 80 weights to 22 bits may do.
      expect(worst).toBeLessThan(0.5 + (80 * 255) / 2 ** 23);
    });
    assert(check, { numRuns: thorough(40, 2000) });
  });
});

/** Rows for columns. */
function turned({ height, width, rgb }: Interleaved): Interleaved {
  const made = new Uint8Array(rgb.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      made.set(rgb.subarray(3 * (y * width + x), 3 * (y * width + x + 1)), 3 * (x * height + y));
  return { height: width, width: height, rgb: made };
}

it('gives by vectors what it gives by plain numbers, whatever was resized before', () => {
  const sizes = record({ height: size, width: size, newHeight: size, newWidth: size });
  const check = property(sizes, ({ height, width, newHeight, newWidth }) => {
    const picture = madeUpPicture(height, width);
    const plain = resizeBy(plainPasses, picture, newHeight, newWidth);
    const made = [
      resizeBy(compiled, picture, newHeight, newWidth),
      resizePicture(picture, newHeight, newWidth),
    ];
    for (const { pixels } of made) expect(Buffer.compare(pixels, plain.pixels)).toBe(0);
  });
  assert(check, { numRuns: thorough(100, 5000) });
});

it('takes rows by the megabyte, and pictures that are all border', () => {
  for (const [height, width] of [
    [500, 800],
    [2, 9000],
    [9000, 2],
  ] as const) {
    const picture = madeUpPicture(height, width);
    expect(sha256(resizeBy(compiled, picture, 40, 30).pixels)).toBe(
      sha256(resizeBy(plainPasses, picture, 40, 30).pixels),
    );
  }
});

it('leaves white white, and every level what it is', () => {
  for (const level of [0, 1, 127, 254, 255]) {
    const flat = { height: 70, width: 90, rgb: new Uint8Array(70 * 90 * 3).fill(level) };
    for (const open of Object.values(WAYS))
      expect(new Set(resizeBy(open, flat, 44, 56).pixels)).toEqual(new Set([level]));
  }
});
