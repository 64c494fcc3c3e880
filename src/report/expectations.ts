/** @file What a claim expects to be greater than what, measured for each pair of variants that is meant. */
import { type Assertion, holdsOf, parseAssertion } from '../compare/assertions.ts';
import type { VariantRuns } from '../compare/variant-runs.ts';
import { usageError } from '../errors.ts';
import { pairedDifferences } from '../statistics/difference.ts';
import { meanInterval } from '../statistics/intervals.ts';
import type { Condition } from './condition.ts';
import { pairsOf, sideText, sideValues } from './expectation-sides.ts';
import { type Measurement, meanOf, type Sides, UNMEASURED } from './measurement.ts';
import { throughout } from './throughout.ts';
import type { When } from './when.ts';

/**
 * The conditions of one `expect`: where its names are short for several variants, one for each pair that is alike in everything else
 * (`elu` and `relu` at each learning rate).
 */
export function expectations(
  text: string,
  when: When | undefined,
  variants: readonly VariantRuns[],
  isAsInPaper: (variant: VariantRuns) => boolean,
): readonly Condition[] {
  const assertion = parseAssertion(text, 'expect');
  const { left, right, operator } = assertion;
  for (const side of [left, right])
    if (typeof side !== 'number' && side.statistic !== 'mean')
      throw usageError(
        `expect ${JSON.stringify(text)}: a claim compares means over the runs. Leave out .${side.statistic}.`,
      );
  const where = when === undefined ? '' : ` at ${when.text}`;
  const kind = {
    isStrict: !operator.endsWith('='),
    isValue: typeof left === 'number' || typeof right === 'number',
  };
  const sides = pairsOf(left, right, variants);
  if (sides.length === 0) return [{ ...UNMEASURED, ...kind, text: `${text}${where}`, isAsInPaper: false }];
  return sides.map(([one, other]) => ({
    ...(when?.isEvery
      ? throughout(assertion, [one, other], when.to)
      : atPoint(assertion, [one, other], when)),
    ...kind,
    text: `${sideText(left, one)} ${operator} ${sideText(right, other)}${where}`,
    isAsInPaper: [one, other].every((side) => side === undefined || isAsInPaper(side)),
  }));
}

function atPoint(assertion: Assertion, [one, other]: Sides, when: When | undefined): Measurement {
  const at = when?.text;
  const [a, b] = [sideValues(assertion.left, one, at), sideValues(assertion.right, other, at)];
  const [left, right] = [meanOf(a), meanOf(b)];
  const isKnown = left !== undefined && right !== undefined;
  return {
    left,
    right,
    holds: isKnown ? holdsOf(assertion, left, right) : undefined,
    interval:
      typeof a === 'number' || typeof b === 'number' ? undefined : meanInterval(pairedDifferences(a, b)),
    isWhole: isKnown,
  };
}
