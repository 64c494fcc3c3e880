/** @file The column that is compared: which, and whether more of it is better. */
import { nearest } from '../config/nearest.ts';
import { usageError } from '../errors.ts';
import type { VariantRuns } from './variants.ts';

/** What is compared unless the user says otherwise; the first that is there. */
const USUAL = ['test_error', 'test_loss', 'final_test_error', 'final_test_loss', 'val_error', 'val_loss'];

/** The metric that is compared where none is asked for; throws a usage error where none has a usual name. */
export const defaultMetric = (variants: readonly VariantRuns[]): string => {
  const all = columnsOf(variants);
  const found = USUAL.find((name) => all.includes(name));
  if (found !== undefined) return found;
  throw usageError(`--metric is needed: there is no column ${USUAL.join(' or ')}, but ${all.join(', ')}.`);
};

/** Throws a usage error that names the nearest column unless some run has the metric. */
export const checkMetric = (variants: readonly VariantRuns[], metric: string, option: string): void => {
  const all = columnsOf(variants);
  if (all.includes(metric)) return;
  const near = nearest(metric, all);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw usageError(`${option}: no run has a column ${metric}.${meant} There are ${all.join(', ')}.`);
};

const columnsOf = (variants: readonly VariantRuns[]): readonly string[] => [
  ...new Set(variants.flatMap(({ runs }) => runs.flatMap(({ columns }) => [...columns.keys()]))),
];

/** True for accuracies: `test_accuracy`, `val_acc`. All else is a loss or an error. */
export const isHigherBetter = (metric: string): boolean => /accuracy|(^|[^a-z])acc([^a-z]|$)/i.test(metric);

/** Of two values the better one. */
export const better = (metric: string, a: number, b: number): number =>
  isHigherBetter(metric) ? Math.max(a, b) : Math.min(a, b);
