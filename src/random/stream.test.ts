/**
 * @file Streams: where their numbers come from, that they differ, and that they follow their distributions.
 * The statistics are of fixed seeds, so each test gives the same answer for ever; bounds lie 4 standard errors out.
 */
import { expect, test } from 'vitest';
import { philox4x32 } from './philox.ts';
import { PURPOSES, randomStream, type StreamName } from './stream.ts';

const NAME: StreamName = { seed: 1, run: 0, purpose: 'init', index: 0 };
const SAMPLES = 200_000;

const draw = (count: number, next: () => number) => Float64Array.from({ length: count }, next);
const mean = (values: Float64Array, of = (value: number) => value) =>
  values.reduce((sum, value) => sum + of(value), 0) / values.length;

/** Pearson's χ² of counts that should all be equal; its mean is cells − 1, its variance 2 (cells − 1). */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

test('a stream is Philox at counter (block, index, run, purpose) under key (low seed, high seed)', () => {
  const stream = randomStream({ seed: 5 * 2 ** 32 + 7, run: 3, purpose: 'augment', index: 11 });
  const block = (n: number) => [
    ...philox4x32(Uint32Array.of(n, 11, 3, PURPOSES.augment), Uint32Array.of(7, 5)),
  ];
  const drawn = Array.from({ length: 8 }, () => stream.uint32());
  expect(drawn).toEqual([...block(0), ...block(1)]);
});

test('the numbers of the purposes are part of every result', () => {
  expect(PURPOSES).toEqual({
    init: 0,
    shuffle: 1,
    dropout: 2,
    augment: 3,
    probe: 4,
    bootstrap: 5,
    evaluate: 6,
  });
});

test('streams differ in every part of their name, and in both halves of the seed', () => {
  const names: StreamName[] = [
    NAME,
    { ...NAME, seed: 2 },
    { ...NAME, seed: 2 ** 32 },
    { ...NAME, seed: 2 ** 32 + 1 },
    { ...NAME, seed: Number.MAX_SAFE_INTEGER },
    { ...NAME, run: 1 },
    { ...NAME, purpose: 'shuffle' },
    { ...NAME, index: 1 },
  ];
  const first = names.map((name) => randomStream(name).uint32());
  expect(new Set(first).size).toBe(names.length);
  expect(randomStream({ ...NAME }).uint32()).toBe(first[0]);
});

test('uniform: [0, 1), mean 1/2, even over 100 cells, with 53 bits', () => {
  const values = draw(SAMPLES, randomStream(NAME).uniform);
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(Math.abs(mean(values) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / SAMPLES));
  const cells = new Array<number>(100).fill(0);
  for (const value of values) cells[Math.floor(value * 100)]!++;
  expect(chiSquare(cells)).toBeLessThan(99 + 4 * Math.sqrt(2 * 99));
  expect(values.some((value) => (value * 2 ** 52) % 1 !== 0)).toBe(true);
  expect(values.every((value) => (value * 2 ** 53) % 1 === 0)).toBe(true);
});

test('below: a remainder alone would draw the lowest third of n = 3 · 2³⁰ twice as often', () => {
  const { below } = randomStream(NAME);
  const n = 3 * 2 ** 30;
  const values = draw(SAMPLES, () => below(n));
  expect(values.every((value) => Number.isInteger(value) && value < n)).toBe(true);
  const thirds = [0, 0, 0];
  for (const value of values) thirds[Math.floor(value / 2 ** 30)]!++;
  expect(chiSquare(thirds)).toBeLessThan(2 + 4 * Math.sqrt(4));
});

test('below: every value of a small n, and the ends of its range', () => {
  const { below } = randomStream(NAME);
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < SAMPLES; i++) counts[below(7)]!++;
  expect(chiSquare(counts)).toBeLessThan(6 + 4 * Math.sqrt(12));
  expect(below(1)).toBe(0);
  expect(below(2 ** 32)).toBeLessThan(2 ** 32);
});

test('normal: moments 0, 1, 0, 3, neighbours uncorrelated, tails as they should be', () => {
  const values = draw(SAMPLES, randomStream(NAME).normal);
  // Variances of z, z², z³, z⁴: 1, 2, 15, 96. Of the product of two: 1.
  for (const [power, moment, variance] of [
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ] as const) {
    const found = mean(values, (value) => value ** power);
    expect(Math.abs(found - moment), `moment ${power}`).toBeLessThan(4 * Math.sqrt(variance / SAMPLES));
  }
  const products = values.slice(1).map((value, i) => value * values[i]!);
  expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(SAMPLES));
  // P(|z| > 1.959964) = 0.05, P(|z| > 3.290527) = 0.001.
  for (const [bound, share] of [
    [1.959964, 0.05],
    [3.290527, 0.001],
  ] as const) {
    const found = mean(values, (value) => (Math.abs(value) > bound ? 1 : 0));
    expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / SAMPLES));
  }
});

test('normal: Box and Muller of two uniforms, cosine first', () => {
  const { uniform } = randomStream(NAME);
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  const angle = 2 * Math.PI * uniform();
  const { normal } = randomStream(NAME);
  expect(normal()).toBe(radius * Math.cos(angle));
  expect(normal()).toBe(radius * Math.sin(angle));
});
