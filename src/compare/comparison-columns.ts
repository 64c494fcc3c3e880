/** @file TABLE of the columns of a comparison, a row a variant: those of `--format csv`, and the keys of `--format json`. */
import type { Column } from '../results/run-columns.ts';
import { spreadsheetText } from '../text/untrusted.ts';
import type { ComparedVariant } from './compared-variant.ts';
import { DIFFERENCE_COLUMNS } from './difference-columns.ts';
import { STATISTICS_COLUMNS } from './statistics-columns.ts';

/** The columns, in order. */
export const COMPARE_COLUMNS: readonly Column<ComparedVariant>[] = [
  {
    name: 'variant',
    unit: '',
    doc: 'The variant. A name that a spreadsheet would compute (`=…`, `+…`, `-…`, `@…`) has an apostrophe in front.',
    value: ({ statistics }) => spreadsheetText(statistics.label),
  },
  {
    name: 'metric',
    unit: '',
    doc: 'The column that is compared.',
    value: ({ comparison }) => spreadsheetText(comparison.question.metric),
  },
  { name: 'runs', unit: '', doc: 'Runs that were read.', value: ({ statistics }) => statistics.runs.length },
  ...STATISTICS_COLUMNS,
  {
    name: 'baseline',
    unit: '',
    doc: 'The variant that the others are compared with; what follows is empty without one, and for the baseline itself.',
    value: ({ comparison: { baseline } }) => baseline && spreadsheetText(baseline.label),
  },
  ...DIFFERENCE_COLUMNS,
];
