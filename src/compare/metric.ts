/** @file The column that is compared. */

import { usageError } from '../errors.ts';
import { plainName, sameName } from '../reading/column-names.ts';
import { KEPT } from '../results/kept-columns.ts';
import { nearest } from '../text/nearest.ts';
import type { VariantRuns } from './variant-runs.ts';

const OWN = KEPT.best.map(({ name }) => name);

/** What is compared unless the user says otherwise; the first that is there. */
const USUAL = [
  ...OWN,
  ...OWN.map((name) => `final_${name}`),
  'val_error',
  'val_loss',
  'eval_loss',
  'validation_loss',
  'valid_loss',
  'value',
];

/**
 * The metric that is compared where none is asked for.
 * @throws UserError (exit code 2) where none has a usual name.
 */
export function defaultMetric(variants: readonly VariantRuns[]): string {
  const all = columnsOf(variants);
  const found = USUAL.map((usual) => all.find((name) => plainName(name) === usual)).find(Boolean);
  if (found !== undefined) return found;
  throw usageError(`--metric is needed: there is no column ${USUAL.join(' or ')}, but ${all.join(', ')}.`);
}

/**
 * The column that is meant, also where case, blanks around it or the prefix `metrics.` differ.
 * @throws UserError (exit code 2) that names the nearest where no run has it.
 */
export function metricMeant(variants: readonly VariantRuns[], metric: string, option: string): string {
  const all = columnsOf(variants);
  const meant = all.includes(metric) ? metric : all.find((name) => sameName(name, metric));
  if (meant !== undefined) return meant;
  const near = nearest(metric, all);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw usageError(`${option}: no run has a column ${metric}.${hint} There are ${all.join(', ')}.`);
}

const columnsOf = (variants: readonly VariantRuns[]): readonly string[] => [
  ...new Set(variants.flatMap(({ runs }) => runs.flatMap(({ columns }) => [...columns.keys()]))),
];
