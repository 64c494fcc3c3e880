/** The statistics against SciPy (test/oracles/statistics.py says how the values were made), and the intervals against what they promise. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { thorough } from '../../test/thorough.ts';
import { randomStream } from '../random/stream.ts';
import { bootstrapInterval } from './bootstrap.ts';
import { difference, pairsNeeded } from './difference.ts';
import { fairCoinQuantile, normalTail, tCdf, tQuantile } from './distributions.ts';
import { holm } from './holm.ts';
import { type Interval, meanInterval, medianInterval } from './intervals.ts';
import { median, moments, quantile } from './moments.ts';
import { signedRankTest, smallestP } from './wilcoxon.ts';

interface SignedRankCase {
  readonly x: readonly number[];
  readonly p: number | null;
  readonly smaller: number;
  readonly effect: number;
}
type Ends = readonly [number | null, number | null];
interface Description {
  readonly mean: number;
  readonly sd: number;
  readonly median: number;
  readonly interval: Ends;
  readonly medianInterval: Ends;
}
interface Oracle {
  readonly random: readonly (SignedRankCase & Description)[];
  readonly edges: readonly SignedRankCase[];
  readonly t: readonly [p: number, degrees: number, quantile: number][];
  readonly normalTail: readonly [z: number, p: number][];
  readonly fairCoin: readonly [k: number, n: number, p: number][];
  readonly bootstrap: readonly { readonly x: readonly number[]; readonly interval: Ends }[];
  readonly holm: readonly { readonly p: readonly number[]; readonly holm: readonly number[] }[];
}
const oracle: Oracle = JSON.parse(
  readFileSync(new URL('../../test/oracles/statistics.json', import.meta.url), 'utf8'),
);

const close = (found: number, expected: number, what: unknown, tolerance = 1e-9) =>
  expect(
    Math.abs(found - expected),
    `${JSON.stringify(what)}: ${found}, expected ${expected}`,
  ).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));

function closeEnds(found: Interval | undefined, [low, high]: Ends, what: unknown) {
  expect(found === undefined, JSON.stringify(what)).toBe(low === null);
  if (found === undefined || low === null || high === null) return;
  close(found.low, low, what);
  close(found.high, high, what);
}

function sameAsScipy({ x, p, smaller, effect }: SignedRankCase) {
  const found = signedRankTest(x);
  close(found.p, p!, x);
  close(Math.min(found.plus, found.minus), smaller, x);
  close(found.effect, effect, x);
}

describe('signedRankTest', () => {
  it('equals scipy.stats.wilcoxon on 200 random samples', () => {
    expect(oracle.random).toHaveLength(200);
    for (const one of oracle.random) sameAsScipy(one);
  });

  it('equals it with ties, zeros, one sign, and where SciPy changes its method', () => {
    expect(oracle.edges.length).toBeGreaterThan(170);
    for (const one of oracle.edges) sameAsScipy(one);
  });

  it.each([
    // By hand: all of one sign, 2/2⁵; ranks 1 2 3 with 1 negative, 2 · 2/2³.
    [[1, 2, 3, 4, 5], 0.0625, 1],
    [[-1, -2, -3, -4, -5], 0.0625, -1],
    [[-1, 2, 3], 0.5, 4 / 6],
    [[0, 0, 0], 1, 0],
    [new Array(20).fill(0), 1, 0],
  ])('of %j has p %d and effect %d', (x, p, effect) => {
    expect(signedRankTest(x)).toMatchObject({ p, effect });
  });

  it('has no p below the smallest', () => {
    for (let n = 1; n <= 50; n++)
      close(signedRankTest(Array.from({ length: n }, (_, i) => i + 1)).p, smallestP(n), n, 1e-15);
  });
});

describe('distributions', () => {
  it('have the t quantiles of SciPy', () => {
    for (const [p, degrees, quantile] of oracle.t) close(tQuantile(p, degrees), quantile, [p, degrees]);
  });

  it('have a t that is Cauchy with one degree, and symmetric', () => {
    close(tCdf(1, 1), 0.75, 1);
    for (const degrees of [1, 2, 7, 40]) close(tCdf(-1.5, degrees) + tCdf(1.5, degrees), 1, degrees);
  });

  it('have the tail of the normal, with all its digits however small', () => {
    for (const [z, p] of oracle.normalTail)
      expect(Math.abs(normalTail(z) / p - 1), String(z)).toBeLessThan(1e-9);
  });

  it('have the binomial of a fair coin, however many throws', () => {
    // The smallest k with P(X ≤ k) > p: k itself just below its own p, the next just above.
    for (const [k, n, p] of oracle.fairCoin) {
      // What is 0 or 1 in double precision has no beside.
      if (p === 0 || k === n) continue;
      expect(fairCoinQuantile(p * (1 - 1e-9), n), `${k} of ${n}`).toBe(k);
      expect(fairCoinQuantile(p * (1 + 1e-9), n), `${k} of ${n}`).toBe(k + 1);
    }
  });
});

describe('moments and intervals', () => {
  it('equal NumPy and SciPy on 200 random samples', () => {
    for (const { x, ...expected } of oracle.random) {
      close(moments(x).mean, expected.mean, x);
      close(moments(x).sd, expected.sd, x);
      close(median(x), expected.median, x);
      closeEnds(meanInterval(x), expected.interval, x);
      closeEnds(medianInterval(x), expected.medianInterval, x);
    }
  });

  it('are exact where nothing varies, and undefined where nothing is known', () => {
    expect(moments([0.1, 0.1, 0.1])).toEqual({ n: 3, mean: 0.1, sd: 0 });
    expect(meanInterval([0.1, 0.1, 0.1])).toEqual({ low: 0.1, high: 0.1 });
    expect(meanInterval([1])).toBeUndefined();
    expect(moments([]).mean).toBeNaN();
    expect(median([])).toBeNaN();
    expect(median([1, Infinity, Infinity, 3])).toBe(Infinity);
  });
});

describe('bootstrapInterval', () => {
  it('equals NumPy where every resample is drawn once', () => {
    for (const { x, interval } of oracle.bootstrap) {
      let resample = -1;
      let digit = x.length;
      const below = (n: number) => {
        if (digit === x.length) {
          resample++;
          digit = 0;
        }
        return Math.floor(resample / n ** digit++) % n;
      };
      closeEnds(bootstrapInterval(x, below, x.length ** x.length), interval, x);
    }
  });

  it('ends at the 40th parts of the scores', () => {
    const values = [0.11, 0.52, -0.31, 0.27, 0.93, 0.4];
    const name = { seed: 5, run: 0, purpose: 'bootstrap', index: 0 } as const;
    const { below } = randomStream(name);
    const scores = Array.from({ length: 39 }, () => {
      const { mean, sd } = moments(values.map(() => values[below(6)]!));
      return (mean - moments(values).mean) / (sd / Math.sqrt(6));
    });
    const error = moments(values).sd / Math.sqrt(6);
    const found = bootstrapInterval(values, randomStream(name).below, 39)!;
    // (39 + 1) · 0.025 = 1: the outermost, and on the other side.
    close(found.low, moments(values).mean - Math.max(...scores) * error, values);
    close(found.high, moments(values).mean - Math.min(...scores) * error, values);
  });

  it('is the same every time', () => {
    const values = new Map([0.3, 0.1, 0.5, 0.4, 0.2, 0.25].map((value, run) => [run, value]));
    const zeros = new Map([...values].map(([run]) => [run, 0]));
    expect(difference(values, zeros).bootstrap).toEqual(difference(values, zeros).bootstrap);
  });

  it('is undefined for four values, and where one value has almost all resamples', () => {
    const { below } = randomStream({ seed: 1, run: 0, purpose: 'bootstrap', index: 0 });
    expect(bootstrapInterval([1, 2, 3, 4], below)).toBeUndefined();
    expect(bootstrapInterval([1, 1, 1, 1, 2], below)).toBeUndefined();
    expect(bootstrapInterval([1, 1, 1, 1, 1], below)).toEqual({ low: 1, high: 1 });
  });
});

describe('coverage of the 95 % intervals', () => {
  /** How often an interval of n draws holds the true value, and how far that may lie from the truth by chance: 4 standard errors. */
  const coverage = (
    rounds: number,
    n: number,
    truth: number,
    draw: (stream: ReturnType<typeof randomStream>) => number,
    interval: (values: readonly number[], below: (n: number) => number) => Interval | undefined,
  ) => {
    const stream = randomStream({ seed: 3, run: 0, purpose: 'bootstrap', index: n });
    let held = 0;
    for (let round = 0; round < rounds; round++) {
      const { low, high } = interval(
        Array.from({ length: n }, () => draw(stream)),
        stream.below,
      )!;
      if (low <= truth && truth <= high) held++;
    }
    return { rate: held / rounds, chance: 4 * Math.sqrt((0.95 * 0.05) / rounds) };
  };
  const normal = (stream: ReturnType<typeof randomStream>) => 2 + stream.normal();
  const skewed = (stream: ReturnType<typeof randomStream>) => -Math.log(1 - stream.uniform());

  it.each([2, 3, 5, 10, 30])("Student's interval of the mean of %d normal values", (n) => {
    const { rate, chance } = coverage(thorough(3000, 10_000), n, 2, normal, meanInterval);
    expect(Math.abs(rate - 0.95)).toBeLessThan(chance);
  });

  it.each([6, 7, 10, 11, 30])(
    'the interval of the median of %d skewed values holds it in 95 %% or more',
    (n) => {
      const { rate, chance } = coverage(thorough(3000, 10_000), n, Math.LN2, skewed, medianInterval);
      expect(rate).toBeGreaterThan(0.95 - chance);
      // It can't be narrower: two order statistics further in would hold it too rarely.
      expect(rate).toBeLessThan(1);
    },
  );

  // A bootstrap is right only for many values; at five this one errs by 2 % at most, where percentile and BCa err by 12 %.
  it.each([5, 10, 20])('the bootstrap-t interval of the mean of %d normal values, within 2 %', (n) => {
    const { rate, chance } = coverage(thorough(250, 1000), n, 2, normal, (values, below) =>
      bootstrapInterval(values, below, 999),
    );
    expect(Math.abs(rate - 0.95)).toBeLessThan(0.02 + chance);
  });
});

describe('quantile', () => {
  // numpy.quantile([1, 2, 4, 8, 16], q) and of [3, 5].
  it.each([
    [0.25, 2],
    [0.75, 8],
    [0.1, 1.4],
  ])('%d of 1, 2, 4, 8, 16 is %d, as for NumPy', (q, value) => {
    expect(quantile([1, 2, 4, 8, 16], q)).toBeCloseTo(value, 12);
  });

  it('lies between two values in proportion', () => {
    expect([0.25, 0.75].map((q) => quantile([3, 5], q))).toEqual([3.5, 4.5]);
  });
});

describe('holm', () => {
  it('equals p.adjust of R', () => {
    for (const one of oracle.holm) for (const [i, p] of holm(one.p).entries()) close(p, one.holm[i]!, one.p);
    expect(holm([])).toEqual([]);
  });
});

describe('pairsNeeded', () => {
  it.each([
    // 2/2⁵ = 0.0625, 2/2⁶ = 0.03125, 3 · 2/2⁷ = 0.047.
    [1, 0.05, 6],
    [2, 0.05, 7],
    [3, 0.05, 7],
    [1, 0.5, 3],
  ])('for %d comparisons at %d is %d', (comparisons, alpha, pairs) => {
    expect(pairsNeeded(comparisons, alpha)).toBe(pairs);
  });
});
