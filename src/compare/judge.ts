/** @file Whether assertions hold of the runs there are. */
import { ASSERTED_STATISTICS } from './asserted-statistics.ts';
import { type Assertion, holdsOf, type Operand, type Quantity } from './assertions.ts';
import { compare } from './comparison.ts';
import type { Better } from './direction.ts';
import { metricMeant } from './metric.ts';
import type { Point } from './run-point.ts';
import { findVariant, type VariantRuns } from './variant-runs.ts';

/** What came of one; a side is undefined where no run has the figure, and nothing holds of that. */
export interface Judged {
  readonly text: string;
  readonly holds: boolean;
  readonly left: number | undefined;
  readonly right: number | undefined;
}

/**
 * Whether each holds of the values where each run ended, or at a point; `better` says of a column whether more of it is better, where
 * the user does.
 * @throws UserError (exit code 2) for one that names nothing.
 */
export const judge = (
  assertions: readonly Assertion[],
  variants: readonly VariantRuns[],
  at: Point | undefined,
  better: Readonly<Record<string, Better>> = {},
): readonly Judged[] =>
  assertions.map((assertion) => {
    const option = `--assert ${JSON.stringify(assertion.text)}`;
    const side = (operand: Operand) =>
      typeof operand === 'number' ? operand : sideValue(operand, variants, at, better, option);
    const [left, right] = [side(assertion.left), side(assertion.right)];
    const holds = left !== undefined && right !== undefined && holdsOf(assertion, left, right);
    return { text: assertion.text, holds, left, right };
  });

/** Undefined where no run has a value. */
function sideValue(
  { factor, magnitude, variant, column, statistic }: Quantity,
  variants: readonly VariantRuns[],
  at: Point | undefined,
  better: Readonly<Record<string, Better>>,
  option: string,
): number | undefined {
  const found = findVariant(variants, variant, option);
  const metric = metricMeant(variants, column, option);
  const asked = Object.hasOwn(better, metric) ? better[metric] : undefined;
  const question = { metric, ...(at && { at }), ...(asked && { better: asked }) };
  const value = ASSERTED_STATISTICS[statistic]!(compare([found], question).variants[0]!);
  return value === undefined ? undefined : factor * (magnitude ? Math.abs(value) : value);
}
