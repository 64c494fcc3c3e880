/** @file The values that the paper reports beside those that were measured; and what runs have at a point, if they have anything. */
import { compare } from '../compare/comparison.ts';
import { readPoint } from '../compare/run-point.ts';
import { type VariantRuns, variantsMeant } from '../compare/variant-runs.ts';
import type { PaperClaim } from '../config/experiment.ts';
import { UserError } from '../errors.ts';
import type { ValuesByRun } from '../statistics/difference.ts';
import type { Condition } from './condition.ts';
import { meanOf, UNMEASURED } from './measurement.ts';

/** The value that the paper reports, give or take its tolerance, or twice its standard deviation. */
export function valueConditions(
  claim: PaperClaim,
  variants: readonly VariantRuns[],
  isAsInPaper: (variant: VariantRuns) => boolean,
): readonly Condition[] {
  const { variant, metric, value } = claim;
  const tolerance = claim.tolerance ?? (claim.spread === undefined ? undefined : 2 * claim.spread);
  if (metric === undefined || value === undefined || tolerance === undefined) return [];
  const meant = variant === undefined ? variants : variantsMeant(variants, variant);
  const text = (label: string) => `${label}: ${metric} ${value} ± ${tolerance}`;
  const kind = { isStrict: false, isValue: true };
  if (meant.length === 0) return [{ ...UNMEASURED, ...kind, text: text(variant ?? ''), isAsInPaper: false }];
  return meant.map((one) => {
    const left = meanOf(valuesOf(one, metric, undefined));
    const holds = left === undefined ? undefined : Math.abs(left - value) <= tolerance;
    const measured = { left, right: value, holds, interval: undefined, isWhole: true };
    return { ...measured, ...kind, text: text(one.label), isAsInPaper: isAsInPaper(one) };
  });
}

/** Values by run; none where no run has the column or the point. */
export function valuesOf(variant: VariantRuns, metric: string, at: string | undefined): ValuesByRun {
  try {
    const question = { metric, ...(at !== undefined && { at: readPoint(at) }) };
    return compare([variant], question).variants[0]!.values;
  } catch (error) {
    if (error instanceof UserError) return new Map();
    throw error;
  }
}
