/** @file Wilcoxon's signed-rank test, as `scipy.stats.wilcoxon(differences)` of SciPy 1.17 computes it with its defaults. */
import { normalTail } from './distributions.ts';

export interface SignedRanks {
  /** Differences that are not zero; the others are left out, as Wilcoxon did (SciPy's zero_method='wilcox'). */
  readonly n: number;
  /** Sums of the ranks of |difference|, tied ones at their mean, over the positive and over the negative differences. */
  readonly plus: number;
  readonly minus: number;
  /** Two-sided. 1 where all differences are zero. */
  readonly p: number;
  /** Matched-pairs rank-biserial correlation (W₊ − W₋)/(W₊ + W₋), Kerby 2014: −1 where all differences are negative, 1 where all are positive; 0 without any. */
  readonly effect: number;
}

/** Up to so many differences, zeros counted, p is exact: without ties and zeros, and with them, where SciPy takes all 2ⁿ signs. */
const EXACT_UNTIED = 50;
const EXACT_TIED = 13;

/**
 * The test that differences lie symmetrically about zero; none may be NaN. They are tied, or zero, only where they are equal to the last
 * bit, as for SciPy.
 */
export function signedRankTest(differences: readonly number[]): SignedRanks {
  const nonzero = differences.filter((difference) => difference !== 0);
  const { ranks, ties } = rank(nonzero.map(Math.abs));
  const plus = ranks.reduce((sum, one, i) => (nonzero[i]! > 0 ? sum + one : sum), 0);
  const n = nonzero.length;
  const total = (n * (n + 1)) / 2;
  const minus = total - plus;
  const untied = ties.length === 0 && n === differences.length;
  const exact = differences.length <= (untied ? EXACT_UNTIED : EXACT_TIED) || n === 0;
  const p = exact ? exactP(ranks, Math.min(plus, minus)) : normalP(n, plus, ties);
  return { n, plus, minus, p, effect: n === 0 ? 0 : (plus - minus) / total };
}

/** The smallest two-sided p that n differences can give, all of one sign: 2/2ⁿ. */
export const smallestP = (n: number): number => Math.min(1, 2 ** (1 - n));

/** Ranks from 1, equal values at the mean of theirs; and how many are equal, for each such group. */
function rank(values: readonly number[]): { readonly ranks: number[]; readonly ties: number[] } {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  const ties: number[] = [];
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2;
    if (to - from > 1) ties.push(to - from);
  }
  return { ranks, ties };
}

/**
 * 2 P(W ≤ smaller) when each rank is positive or negative with probability 1/2: counts the subsets of the ranks by their sum, a rank at
 * a time. Twice the ranks are whole numbers, and up to 2⁵⁰ subsets are counted exactly.
 */
function exactP(ranks: readonly number[], smaller: number): number {
  const most = 2 * smaller;
  const counts = new Float64Array(most + 1);
  counts[0] = 1;
  for (const one of ranks) for (let sum = most; sum >= 2 * one; sum--) counts[sum]! += counts[sum - 2 * one]!;
  const below = counts.reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * below) / 2 ** ranks.length);
}

/** 2 P(Z > |z|), z = (W₊ − n(n+1)/4) / √(n(n+1)(2n+1)/24 − Σ(t³ − t)/48) over the groups of t tied values; without continuity correction. */
function normalP(n: number, plus: number, ties: readonly number[]): number {
  const correction = ties.reduce((sum, t) => sum + t ** 3 - t, 0) / 48;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - correction;
  return 2 * normalTail(Math.abs(plus - (n * (n + 1)) / 4) / Math.sqrt(variance));
}
