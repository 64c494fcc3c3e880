/** @file The variant that others are compared with where the user names none: one place for `compare` and `report`. */
import { type VariantRuns, variantsMeant } from './variant-runs.ts';

/** What the paper compares with. */
const USUAL = 'relu';

/** Label of the usual baseline, where exactly one of several variants is meant by it. */
export function defaultBaseline(variants: readonly VariantRuns[]): string | undefined {
  const meant = variantsMeant(variants, USUAL);
  return variants.length > 1 && meant.length === 1 ? meant[0]!.label : undefined;
}

/** Why there is none, and how to name one; undefined where there is nothing to compare. */
export function baselineHint(variants: readonly VariantRuns[]): string | undefined {
  if (variants.length < 2) return undefined;
  const labels = variantsMeant(variants, USUAL).map(({ label }) => label);
  const several =
    labels.length > 1
      ? ` ${USUAL} alone is short for ${labels.length} of them: ${labels.join(' and ')}.`
      : '';
  return `--baseline VARIANT adds differences, run by run, and whether they could be chance.${several}`;
}
