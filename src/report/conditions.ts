/** @file The conditions of a claim, each measured: the paper's values, and what is greater than what. */
import type { VariantRuns } from '../compare/variant-runs.ts';
import type { PaperClaim } from '../config/experiment.ts';
import { valueConditions } from './claimed-values.ts';
import type { Condition } from './condition.ts';
import { expectations } from './expectations.ts';
import { whenOf } from './when.ts';

/**
 * All conditions of a claim.
 * @throws UserError (exit code 2) for an `expect` that can't be read.
 */
export function conditionsOf(
  claim: PaperClaim,
  variants: readonly VariantRuns[],
  isAsInPaper: (variant: VariantRuns) => boolean,
): readonly Condition[] {
  const whens = claim.at === undefined || claim.at.length === 0 ? [undefined] : claim.at.map(whenOf);
  return [
    ...valueConditions(claim, variants, isAsInPaper),
    ...(claim.expect ?? []).flatMap((text) =>
      whens.flatMap((when) => expectations(text, when, variants, isAsInPaper)),
    ),
  ];
}
