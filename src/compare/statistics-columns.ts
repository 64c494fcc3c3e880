/** @file TABLE of what is said of each variant of a comparison by itself, over its runs. */
import type { Column } from '../results/run-columns.ts';
import type { ComparedVariant } from './compared-variant.ts';

/** Infinity is what no run has reached. */
const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;

const metric = 'as the metric';

export const STATISTICS_COLUMNS: readonly Column<ComparedVariant>[] = [
  {
    name: 'n',
    unit: '',
    doc: 'Runs that have the value which is compared: those that are done and have not diverged, or with `--at` those with a row there.',
    value: ({ statistics }) => statistics.n,
  },
  {
    name: 'mean',
    real: true,
    unit: metric,
    doc: 'Mean over the n runs.',
    value: ({ statistics }) => statistics.mean,
  },
  {
    name: 'sd',
    real: true,
    unit: metric,
    doc: 'Standard deviation, n − 1 in the denominator.',
    value: ({ statistics }) => statistics.sd,
  },
  {
    name: 'mean_low',
    real: true,
    unit: metric,
    doc: "Lower end of Student's 95 % confidence interval of the mean.",
    value: ({ statistics }) => statistics.interval?.low,
  },
  {
    name: 'mean_high',
    real: true,
    unit: metric,
    doc: 'Its upper end.',
    value: ({ statistics }) => statistics.interval?.high,
  },
  {
    name: 'median',
    real: true,
    unit: metric,
    doc: 'Median over the n runs.',
    value: ({ statistics }) => statistics.median,
  },
  {
    name: 'median_low',
    real: true,
    unit: metric,
    doc: 'Lower end of the distribution-free confidence interval of the median, at least 95 %; empty below 6 runs, which reach no 95 %.',
    value: ({ statistics }) => statistics.medianInterval?.low,
  },
  {
    name: 'median_high',
    real: true,
    unit: metric,
    doc: 'Its upper end.',
    value: ({ statistics }) => statistics.medianInterval?.high,
  },
  {
    name: 'min',
    real: true,
    unit: metric,
    doc: 'Smallest of the n values.',
    value: ({ statistics }) => statistics.min,
  },
  {
    name: 'max',
    real: true,
    unit: metric,
    doc: 'Largest of the n values.',
    value: ({ statistics }) => statistics.max,
  },
  {
    name: 'best_mean',
    real: true,
    unit: metric,
    doc: 'Mean over the n runs of the best value in any row of each.',
    value: ({ statistics }) => statistics.best?.mean,
  },
  {
    name: 'best_sd',
    real: true,
    unit: metric,
    doc: 'Standard deviation of these best values.',
    value: ({ statistics }) => finite(statistics.best?.sd),
  },
  {
    name: 'seconds_mean',
    real: true,
    unit: 'seconds',
    doc: 'Mean wall-clock time of the n runs, up to the row whose value is compared.',
    value: ({ statistics }) => statistics.seconds?.mean,
  },
  {
    name: 'seconds_sd',
    real: true,
    unit: 'seconds',
    doc: 'Standard deviation of these times.',
    value: ({ statistics }) => finite(statistics.seconds?.sd),
  },
  {
    name: 'until_n',
    unit: '',
    doc: 'Runs that say when they reached the value of `--until`, or ended without.',
    value: ({ statistics }) => statistics.until?.n,
  },
  {
    name: 'until_reached',
    unit: '',
    doc: 'Those of them that reached it.',
    value: ({ statistics }) => statistics.until?.reached,
  },
  {
    name: 'until_median',
    real: true,
    unit: 'iterations',
    doc: 'Median over the until_n runs of the first iteration that had it; empty where the middle run never did.',
    value: ({ statistics }) => finite(statistics.until?.median),
  },
];
