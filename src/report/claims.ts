/** @file The paper's claims against what was measured: the verdict that the conditions of a claim give. */
import type { VariantRuns } from '../compare/variant-runs.ts';
import type { PaperClaim } from '../config/experiment.ts';
import { mean } from '../statistics/moments.ts';
import type { Condition } from './condition.ts';
import { conditionsOf } from './conditions.ts';

/** TABLE of verdicts, from the best on, and what each means. */
export const VERDICTS = {
  reproduced: 'as the paper has it, in its settings, and no difference could be chance',
  'direction only':
    'more than half of it holds; or all of it without being certain, not to its end, or in other settings than the paper’s',
  'not reproduced': 'half of it or more does not hold',
  'can’t be compared': 'it was measured, but a number of the paper says nothing of runs in other settings',
  'not run': 'nothing measured that could tell',
} as const;
export type Verdict = keyof typeof VERDICTS;

export interface JudgedClaim {
  readonly claim: PaperClaim;
  readonly conditions: readonly Condition[];
  readonly verdict: Verdict;
}

/**
 * Judges a claim by the runs there are; `isAsInPaper`: whether a variant has the paper's settings.
 * @throws UserError (exit code 2) for an `expect` that can't be read.
 */
export function judgeClaim(
  claim: PaperClaim,
  variants: readonly VariantRuns[],
  isAsInPaper: (variant: VariantRuns) => boolean,
): JudgedClaim {
  const conditions = conditionsOf(claim, variants, isAsInPaper);
  return { claim, conditions, verdict: verdictOf(conditions) };
}

function verdictOf(conditions: readonly Condition[]): Verdict {
  const measured = conditions.filter(({ holds }) => holds !== undefined);
  if (measured.length === 0) return 'not run';
  const judged = measured.filter(isComparable);
  if (judged.length === 0) return 'can’t be compared';
  if (judged.length === conditions.length && judged.every(isBeyondDoubt)) return 'reproduced';
  // The paper's numbers are missed, but what is greater than what is as in the paper.
  const orders = judged.filter(({ isValue }) => !isValue);
  if (orders.length > 0 && orders.every(({ holds }) => holds)) return 'direction only';
  return mean(judged.map(shareOf)) > 1 / 2 ? 'direction only' : 'not reproduced';
}

/** What is greater than what can be asked in any settings; whether a number is the paper's only in the paper's. */
export const isComparable = ({ isValue, isAsInPaper }: Condition): boolean => !isValue || isAsInPaper;

const isBeyondDoubt = (condition: Condition): boolean =>
  condition.holds === true && condition.isAsInPaper && condition.isWhole && isClear(condition);

/**
 * Whether zero lies outside the interval of the difference. Of a single pair nothing says how certain it is; and what says that something
 * is not better (`>=`) says of no difference that it is there.
 */
const isClear = ({ interval, isStrict }: Condition): boolean =>
  !isStrict || interval === undefined || interval.low > 0 || interval.high < 0;

const shareOf = ({ holds, evaluations }: Condition): number =>
  evaluations ? evaluations.holding / evaluations.count : Number(holds);
