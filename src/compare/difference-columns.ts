/** @file TABLE of what is said of the difference of a variant to the baseline; all of it is empty without one. */
import type { Column } from '../results/run-columns.ts';
import type { ComparedVariant } from './compared-variant.ts';

const metric = 'as the metric';

export const DIFFERENCE_COLUMNS: readonly Column<ComparedVariant>[] = [
  {
    name: 'pairs',
    unit: '',
    doc: 'Runs of one number or label that both variants have a value of; 0 where nothing says which runs are pairs.',
    value: ({ statistics }) => statistics.difference?.pairs,
  },
  {
    name: 'difference',
    real: true,
    unit: metric,
    doc: 'Mean over the pairs of variant − baseline.',
    value: ({ statistics }) => statistics.difference?.mean,
  },
  {
    name: 'difference_sd',
    real: true,
    unit: metric,
    doc: 'Standard deviation of these differences.',
    value: ({ statistics }) => statistics.difference?.sd,
  },
  {
    name: 'difference_low',
    real: true,
    unit: metric,
    doc: "Lower end of Student's 95 % confidence interval of their mean.",
    value: ({ statistics }) => statistics.difference?.interval?.low,
  },
  {
    name: 'difference_high',
    real: true,
    unit: metric,
    doc: 'Its upper end.',
    value: ({ statistics }) => statistics.difference?.interval?.high,
  },
  {
    name: 'bootstrap_low',
    real: true,
    unit: metric,
    doc: 'Lower end of the bootstrap-t 95 % interval of their mean, from 9,999 resamples that are always the same; empty below 5 pairs.',
    value: ({ statistics }) => statistics.difference?.bootstrap?.low,
  },
  {
    name: 'bootstrap_high',
    real: true,
    unit: metric,
    doc: 'Its upper end.',
    value: ({ statistics }) => statistics.difference?.bootstrap?.high,
  },
  {
    name: 'w_plus',
    real: true,
    unit: '',
    doc: "Wilcoxon's W₊: sum of the ranks of the differences above zero.",
    value: ({ statistics }) => statistics.difference?.test?.plus,
  },
  {
    name: 'effect',
    real: true,
    unit: '',
    doc: 'Matched-pairs rank-biserial correlation: −1 where the variant lies below the baseline in every pair, 1 where it lies above in every one.',
    value: ({ statistics }) => statistics.difference?.test?.effect,
  },
  {
    name: 'p',
    real: true,
    unit: '',
    doc: "Two-sided p of Wilcoxon's signed-rank test, as SciPy's `wilcoxon`; empty below 3 pairs.",
    value: ({ statistics }) => statistics.difference?.test?.p,
  },
  {
    name: 'p_smallest',
    real: true,
    unit: '',
    doc: 'The smallest p that so many pairs can have: 2/2ⁿ for the n that differ.',
    value: ({ statistics }) => statistics.difference?.test?.smallest,
  },
  {
    name: 'p_holm',
    real: true,
    unit: '',
    doc: "p after Holm's correction over all variants that have one.",
    value: ({ statistics }) => statistics.difference?.pHolm,
  },
];
