/** @file A comparison as tables to read: the variants, and their differences to the baseline. Cells are anyone's text, to be escaped by who writes them. */

import type { Interval } from '../statistics/intervals.ts';
import { type Write, writeP, writer } from '../text/digits.ts';
import type { ComparedStatistics, Comparison } from './comparison.ts';
import { directionText } from './direction.ts';
import { pointText } from './run-point.ts';

/** One table. */
export interface ComparisonTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What its columns are, a line each. */
  readonly legend: readonly string[];
}

interface Cell<Row> {
  readonly head: string;
  cell(row: Row): string;
}

/** The variants; then, with a baseline, how the others differ from it. */
export const comparisonTables = (comparison: Comparison): readonly ComparisonTable[] => [
  variantTable(comparison),
  ...(comparison.baseline ? [differenceTable(comparison, comparison.baseline.label)] : []),
];

const table = <Row>(
  title: string,
  cells: readonly Cell<Row>[],
  rows: readonly Row[],
  legend: readonly string[],
): ComparisonTable => ({
  title,
  head: cells.map(({ head }) => head),
  rows: rows.map((row) => cells.map(({ cell }) => cell(row))),
  legend,
});

const plusMinus = (write: Write, mean: number | undefined, sd: number | undefined): string =>
  sd === undefined || Number.isNaN(sd) ? write(mean) : `${write(mean)} ± ${write(sd)}`;

const between = (write: Write, interval: Interval | undefined): string =>
  interval === undefined ? '-' : `${write(interval.low)} to ${write(interval.high)}`;

const halfWidth = (interval: Interval | undefined): number | undefined =>
  interval && (interval.high - interval.low) / 2;

function variantTable({ question, direction, variants }: Comparison): ComparisonTable {
  const { metric, at, until } = question;
  return table(
    `${metric} at ${at === undefined ? 'the end of each run' : pointText(at)} (${directionText(direction)})`,
    variantCells(variants, until),
    variants,
    [
      "mean ± standard deviation over the runs, with Student's interval of the mean",
      'best: mean over the runs of the best that each ever had',
      ...(until === undefined
        ? []
        : [`iterations until ${metric} is ${until}: median over the runs, and how many got there`]),
    ],
  );
}

/** Columns that no variant has a value of are left out. */
function variantCells(
  variants: readonly ComparedStatistics[],
  until: number | undefined,
): readonly Cell<ComparedStatistics>[] {
  const write = writer(
    variants.map(({ mean }) => mean),
    variants.flatMap(({ sd, interval }) => [sd, halfWidth(interval)]),
  );
  const seconds = writer(
    variants.map((one) => one.seconds?.mean),
    variants.map((one) => one.seconds?.sd),
  );
  const hasMedianInterval = variants.some((one) => one.medianInterval !== undefined);
  const cells: readonly (Cell<ComparedStatistics> | false)[] = [
    { head: 'variant', cell: ({ label }) => label },
    { head: 'runs', cell: ({ n, runs }) => (n === runs.length ? String(n) : `${n} of ${runs.length}`) },
    { head: 'mean ± sd', cell: ({ mean, sd }) => plusMinus(write, mean, sd) },
    { head: '95 % interval', cell: ({ interval }) => between(write, interval) },
    { head: 'median', cell: ({ median }) => write(median) },
    hasMedianInterval && {
      head: '95 % interval',
      cell: ({ medianInterval }) => between(write, medianInterval),
    },
    { head: 'best', cell: ({ best }) => write(best?.mean) },
    variants.some((one) => one.seconds !== undefined) && {
      head: 'seconds',
      cell: (one) => plusMinus(seconds, one.seconds?.mean, one.seconds?.sd),
    },
    until !== undefined && { head: `iterations until ${until}`, cell: untilText },
  ];
  return cells.filter((cell) => cell !== false);
}

function untilText({ until }: ComparedStatistics): string {
  if (until === undefined || until.n === 0) return '-';
  const median = Number.isFinite(until.median) ? String(until.median) : 'never';
  return `${median} (${until.reached} of ${until.n})`;
}

type Compared = ComparedStatistics & { readonly difference: NonNullable<ComparedStatistics['difference']> };

function differenceTable({ variants }: Comparison, baseline: string): ComparisonTable {
  const compared = variants.filter((one): one is Compared => one.difference !== undefined);
  const write = writer(
    compared.map(({ difference }) => difference.mean),
    compared.map(({ difference }) => halfWidth(difference.interval)),
  );
  const signed: Write = (value) => (Number(write(value)) > 0 ? `+${write(value)}` : write(value));
  const cells: readonly Cell<Compared>[] = [
    { head: 'variant', cell: ({ label }) => label },
    { head: 'pairs', cell: ({ difference }) => String(difference.pairs) },
    { head: 'difference', cell: ({ difference }) => signed(difference.mean) },
    { head: '95 % interval', cell: ({ difference }) => between(signed, difference.interval) },
    { head: '95 % bootstrap', cell: ({ difference }) => between(signed, difference.bootstrap) },
    { head: 'effect', cell: ({ difference: { test } }) => (test ? test.effect.toFixed(2) : '-') },
    { head: 'p', cell: ({ difference }) => writeP(difference.test?.p) },
    { head: 'p (Holm)', cell: ({ difference }) => writeP(difference.pHolm) },
    { head: 'smallest p', cell: ({ difference }) => writeP(difference.test?.smallest) },
  ];
  return table(`difference to ${baseline}, run k against run k`, cells, compared, [
    "mean difference of the pairs, with Student's interval and with a bootstrap-t interval, 95 % both",
    'effect: rank-biserial correlation, −1 where the variant lies below the baseline in every pair, 1 where above',
    "p: Wilcoxon's signed-rank test, two-sided; smallest p: what so many pairs can give at best",
  ]);
}
