/** @file TABLE of the figures of a comparison, a row a variant: the columns of `--format csv`, and the keys of `--format json`. */
import type { Column } from '../results/columns.ts';
import { spreadsheetText } from '../text/untrusted.ts';
import type { Comparison, VariantFigures } from './comparison.ts';

/** A variant, and the comparison that it is in. */
export interface ComparedVariant {
  readonly figures: VariantFigures;
  readonly comparison: Comparison;
}

/** Infinity is what no run has reached. */
const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;

const metric = 'as the metric';

/** The columns, in order. */
export const COMPARE_COLUMNS: readonly Column<ComparedVariant>[] = [
  {
    name: 'variant',
    unit: '',
    doc: 'The variant. A name that a spreadsheet would compute (`=…`, `+…`, `-…`, `@…`) has an apostrophe in front.',
    value: ({ figures }) => spreadsheetText(figures.label),
  },
  {
    name: 'metric',
    unit: '',
    doc: 'The column that is compared.',
    value: ({ comparison }) => spreadsheetText(comparison.question.metric),
  },
  { name: 'runs', unit: '', doc: 'Runs that were read.', value: ({ figures }) => figures.runs.length },
  {
    name: 'n',
    unit: '',
    doc: 'Runs that have the value which is compared: those that are done and have not diverged, or with `--at` those with a row there.',
    value: ({ figures }) => figures.n,
  },
  {
    name: 'mean',
    real: true,
    unit: metric,
    doc: 'Mean over the n runs.',
    value: ({ figures }) => figures.mean,
  },
  {
    name: 'sd',
    real: true,
    unit: metric,
    doc: 'Standard deviation, n − 1 in the denominator.',
    value: ({ figures }) => figures.sd,
  },
  {
    name: 'mean_low',
    real: true,
    unit: metric,
    doc: "Lower end of Student's 95 % confidence interval of the mean.",
    value: ({ figures }) => figures.interval?.low,
  },
  {
    name: 'mean_high',
    real: true,
    unit: metric,
    doc: 'Its upper end.',
    value: ({ figures }) => figures.interval?.high,
  },
  {
    name: 'median',
    real: true,
    unit: metric,
    doc: 'Median over the n runs.',
    value: ({ figures }) => figures.median,
  },
  {
    name: 'median_low',
    real: true,
    unit: metric,
    doc: 'Lower end of the distribution-free confidence interval of the median, at least 95 %; empty below 6 runs, which reach no 95 %.',
    value: ({ figures }) => figures.medianInterval?.low,
  },
  {
    name: 'median_high',
    real: true,
    unit: metric,
    doc: 'Its upper end.',
    value: ({ figures }) => figures.medianInterval?.high,
  },
  {
    name: 'min',
    real: true,
    unit: metric,
    doc: 'Smallest of the n values.',
    value: ({ figures }) => figures.min,
  },
  {
    name: 'max',
    real: true,
    unit: metric,
    doc: 'Largest of the n values.',
    value: ({ figures }) => figures.max,
  },
  {
    name: 'best_mean',
    real: true,
    unit: metric,
    doc: 'Mean over the n runs of the best value in any row of each.',
    value: ({ figures }) => figures.best?.mean,
  },
  {
    name: 'best_sd',
    real: true,
    unit: metric,
    doc: 'Standard deviation of these best values.',
    value: ({ figures }) => finite(figures.best?.sd),
  },
  {
    name: 'seconds_mean',
    real: true,
    unit: 'seconds',
    doc: 'Mean wall-clock time of the n runs, up to the row whose value is compared.',
    value: ({ figures }) => figures.seconds?.mean,
  },
  {
    name: 'seconds_sd',
    real: true,
    unit: 'seconds',
    doc: 'Standard deviation of these times.',
    value: ({ figures }) => finite(figures.seconds?.sd),
  },
  {
    name: 'until_n',
    unit: '',
    doc: 'Runs that say when they reached the value of `--until`, or ended without.',
    value: ({ figures }) => figures.until?.n,
  },
  {
    name: 'until_reached',
    unit: '',
    doc: 'Those of them that reached it.',
    value: ({ figures }) => figures.until?.reached,
  },
  {
    name: 'until_median',
    real: true,
    unit: 'iterations',
    doc: 'Median over the until_n runs of the first iteration that had it; empty where the middle run never did.',
    value: ({ figures }) => finite(figures.until?.median),
  },
  {
    name: 'baseline',
    unit: '',
    doc: 'The variant that the others are compared with; what follows is empty without one, and for the baseline itself.',
    value: ({ comparison: { baseline } }) => baseline && spreadsheetText(baseline.label),
  },
  {
    name: 'pairs',
    unit: '',
    doc: 'Runs of one number or label that both variants have a value of; 0 where nothing says which runs are pairs.',
    value: ({ figures }) => figures.difference?.pairs,
  },
  {
    name: 'difference',
    real: true,
    unit: metric,
    doc: 'Mean over the pairs of variant − baseline.',
    value: ({ figures }) => figures.difference?.mean,
  },
  {
    name: 'difference_sd',
    real: true,
    unit: metric,
    doc: 'Standard deviation of these differences.',
    value: ({ figures }) => figures.difference?.sd,
  },
  {
    name: 'difference_low',
    real: true,
    unit: metric,
    doc: "Lower end of Student's 95 % confidence interval of their mean.",
    value: ({ figures }) => figures.difference?.interval?.low,
  },
  {
    name: 'difference_high',
    real: true,
    unit: metric,
    doc: 'Its upper end.',
    value: ({ figures }) => figures.difference?.interval?.high,
  },
  {
    name: 'bootstrap_low',
    real: true,
    unit: metric,
    doc: 'Lower end of the bootstrap-t 95 % interval of their mean, from 9,999 resamples that are always the same; empty below 5 pairs.',
    value: ({ figures }) => figures.difference?.bootstrap?.low,
  },
  {
    name: 'bootstrap_high',
    real: true,
    unit: metric,
    doc: 'Its upper end.',
    value: ({ figures }) => figures.difference?.bootstrap?.high,
  },
  {
    name: 'w_plus',
    real: true,
    unit: '',
    doc: "Wilcoxon's W₊: sum of the ranks of the differences above zero.",
    value: ({ figures }) => figures.difference?.test?.plus,
  },
  {
    name: 'effect',
    real: true,
    unit: '',
    doc: 'Matched-pairs rank-biserial correlation: −1 where the variant lies below the baseline in every pair, 1 where it lies above in every one.',
    value: ({ figures }) => figures.difference?.test?.effect,
  },
  {
    name: 'p',
    real: true,
    unit: '',
    doc: "Two-sided p of Wilcoxon's signed-rank test, as SciPy's `wilcoxon`; empty below 3 pairs.",
    value: ({ figures }) => figures.difference?.test?.p,
  },
  {
    name: 'p_smallest',
    real: true,
    unit: '',
    doc: 'The smallest p that so many pairs can have: 2/2ⁿ for the n that differ.',
    value: ({ figures }) => figures.difference?.test?.smallest,
  },
  {
    name: 'p_holm',
    real: true,
    unit: '',
    doc: "p after Holm's correction over all variants that have one.",
    value: ({ figures }) => figures.difference?.pHolm,
  },
];
