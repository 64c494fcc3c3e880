/** Axes: whatever the values, two labels at least, none twice and none on another, in the numbers and in the SVG itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { svgOf } from '../render.ts';
import { stylesOf } from '../styles.ts';
import { fits } from './label-room.ts';
import { lineChart } from './line-chart.ts';
import { scaleOf } from './scale.ts';

const X = { pixels: 400, isAcross: true };
const Y = { pixels: 250, isAcross: false };

describe('ticks', () => {
  it.each([
    // CIFAR's error from 99 to 85 %, which no power of ten, nor 2 or 5 between them, lies in.
    ['within a tenth of a decade', [85, 99], [85, 90, 95]],
    ['within half a decade', [2.2, 6], [3, 4, 5, 6]],
    ['about one', [0.9, 1.1], [0.9, 0.95, 1, 1.05, 1.1]],
    ['between two powers', [1.1, 9.9], [1.5, 2, 3, 4, 5, 6, 8]],
    ['a decade and a half', [0.08, 2.9], [0.1, 0.3, 1]],
    ['six powers', [1e-5, 1], [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1]],
    ['twenty powers', [1e-10, 1e10], [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9]],
    ['one value', [5, 5], [3, 4, 5, 6, 8, 10]],
  ])('of a logarithmic axis, %s', (_, values, expected) => {
    const { ticks } = scaleOf(values, { log: true }, Y, 6);
    expect(ticks).toEqual(expected);
  });

  it.each([
    // As d3.ticks(start, stop, count) has them, d3-array 3.2.
    ['from 0 to 300', [0, 300], {}, [0, 50, 100, 150, 200, 250, 300]],
    ['of fractions', [0, 0.7], {}, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]],
    ['across zero', [-1.5, 2.4], {}, [-1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2]],
    ['of two epochs', [1, 2], { whole: true }, [1, 2]],
    ['of one epoch', [7, 7], { whole: true }, [6, 7, 8]],
    ['of one value', [4, 4], {}, [2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6]],
    ['of zero alone', [0, 0], {}, [-1, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1]],
  ])('of a linear axis %s', (_, values, request, expected) => {
    expect(scaleOf(values, request, X, 8).ticks).toEqual(expected);
  });

  it('of nothing are some, too', () => {
    for (const log of [true, false]) expect(scaleOf([], { log }, Y, 6).ticks.length).toBeGreaterThan(1);
  });
});

/** Sizes of all orders, as often small as large. */
const magnitude = fc
  .tuple(fc.double({ min: 1, max: 10, maxExcluded: true, noNaN: true }), fc.integer({ min: -300, max: 299 }))
  .map(([digits, power]) => digits * 10 ** power);
const signed = fc.tuple(fc.constantFrom(-1, 0, 1), magnitude).map(([sign, size]) => sign * size);
/** Two values a given part of the first apart. */
const close = (value: fc.Arbitrary<number>) =>
  fc
    .tuple(value, fc.double({ min: 0, max: 12, noNaN: true }))
    .map(([one, digits]) => [one, one * (1 + 10 ** -digits)]);
const pairs = (value: fc.Arbitrary<number>) => fc.oneof(fc.tuple(value, value), close(value));
const rooms = fc.constantFrom(
  { room: Y, most: 6 },
  { room: { pixels: 160, isAcross: false }, most: 3 },
  { room: X, most: 8 },
);

/** Place on the axis, 0 to 1. */
const placeOn =
  ([from, to]: readonly [number, number], log: boolean) =>
  (value: number) => {
    const of = log ? Math.log : (one: number) => one / 2;
    return (of(value) - of(from)) / (of(to) - of(from));
  };

describe.each([true, false])('axes of any range, logarithmic: %s', (log) => {
  it('have two ticks or more, each in the axis, with room for its label', () => {
    fc.assert(
      fc.property(pairs(log ? magnitude : signed), rooms, fc.boolean(), (values, { room, most }, nice) => {
        const { ticks, domain } = scaleOf(values, { log, nice }, room, most);
        const at = placeOn(domain, log);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(2 * most + 4);
        for (const value of [...ticks, ...values]) {
          expect(at(value)).toBeGreaterThanOrEqual(-1e-6);
          expect(at(value)).toBeLessThanOrEqual(1 + 1e-6);
        }
        // Long numbers side by side may be too long for any two of them.
        if (!room.isAcross || String(ticks.at(-1)).length < 20)
          expect(fits(ticks, { ...room, at })).toBe(true);
        expect(new Set(ticks.map((tick) => tick.toPrecision(12))).size).toBe(ticks.length);
      }),
      { numRuns: 500 },
    );
  });

  it('are labelled in the SVG', async () => {
    const small = { min: 1, max: 30 } as const;
    await fc.assert(
      fc.asyncProperty(
        pairs(log ? magnitude : signed),
        fc.array(fc.integer(small), { minLength: 2, maxLength: 2 }),
        fc.boolean(),
        async (ys, xs, isSplit) => {
          const points = ys.map((y, i) => ({ series: 'a', panel: isSplit ? `p${i}` : '', x: xs[i]!, y }));
          const panels = [...new Set(points.map(({ panel }) => panel))];
          const svg = await svgOf({
            spec: lineChart({
              points,
              x: { title: 'x', whole: true },
              y: { title: 'y', log },
              legend: 'l',
              styles: stylesOf(['a']),
              panels,
            }),
          });
          const axes = labelsIn(svg);
          expect(axes.length).toBeGreaterThanOrEqual(2);
          for (const labels of axes) {
            expect(labels.length).toBeGreaterThanOrEqual(2);
            expect(labels).not.toContain('');
            expect(new Set(labels).size).toBe(labels.length);
          }
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);
});

/** Texts of each axis that are seen. */
const labelsIn = (svg: string): string[][] =>
  svg
    .split('role-axis-label')
    .slice(1)
    .map((part) => part.slice(0, part.indexOf('</g>')))
    .map((part) =>
      [...part.matchAll(/<text([^>]*)>([^<]*)<\/text>/g)]
        .filter(([, attributes]) => !/opacity="0"/.test(attributes!))
        .map(([, , text]) => text!),
    );
