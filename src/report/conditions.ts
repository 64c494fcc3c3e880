/** @file The conditions of a claim, each measured: the paper's values, and what is greater than what, for each pair of variants that is meant. */
import { type Assertion, holdsOf, parseAssertion, type Quantity } from '../compare/assertions.ts';
import { compare } from '../compare/comparison.ts';
import { readPoint } from '../compare/run-point.ts';
import { type VariantRuns, variantsMeant } from '../compare/variant-runs.ts';
import type { PaperClaim } from '../config/experiment.ts';
import { UserError, usageError } from '../errors.ts';
import { pairedDifferences, type ValuesByRun } from '../statistics/difference.ts';
import { meanInterval } from '../statistics/intervals.ts';
import { type Measurement, meanOf, type Sides, UNMEASURED } from './measurement.ts';
import { throughout } from './throughout.ts';
import { type Moment, momentOf } from './when.ts';

/** One thing that a claim says. */
export interface Condition extends Measurement {
  readonly text: string;
  /** Whether a difference is claimed, which must not be chance then. */
  readonly isStrict: boolean;
  /** Whether it is about the paper's number itself, not about which of two is greater. */
  readonly isValue: boolean;
  /** Whether the variants that it is about have the paper's settings. */
  readonly isAsInPaper: boolean;
}

/** All conditions of a claim; throws a usage error for an `expect` that can't be read. */
export const conditionsOf = (
  claim: PaperClaim,
  variants: readonly VariantRuns[],
  isAsInPaper: (variant: VariantRuns) => boolean,
): readonly Condition[] => {
  const moments = claim.at === undefined || claim.at.length === 0 ? [undefined] : claim.at.map(momentOf);
  return [
    ...valueConditions(claim, variants, isAsInPaper),
    ...(claim.expect ?? []).flatMap((text) =>
      moments.flatMap((moment) => expectations(text, moment, variants, isAsInPaper)),
    ),
  ];
};

/** The value that the paper reports, give or take its tolerance, or twice its standard deviation. */
const valueConditions = (
  claim: PaperClaim,
  variants: readonly VariantRuns[],
  isAsInPaper: (variant: VariantRuns) => boolean,
): readonly Condition[] => {
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
};

/**
 * The conditions of one `expect`: where its names are short for several variants, one for each pair that is alike in everything else
 * (`elu` and `relu` at each learning rate).
 */
const expectations = (
  text: string,
  moment: Moment | undefined,
  variants: readonly VariantRuns[],
  isAsInPaper: (variant: VariantRuns) => boolean,
): readonly Condition[] => {
  const assertion = parseAssertion(text, 'expect');
  const { left, right, operator } = assertion;
  for (const side of [left, right])
    if (typeof side !== 'number' && side.statistic !== 'mean')
      throw usageError(
        `expect ${JSON.stringify(text)}: a claim compares means over the runs. Leave out .${side.statistic}.`,
      );
  const where = moment === undefined ? '' : ` at ${moment.text}`;
  const kind = {
    isStrict: !operator.endsWith('='),
    isValue: typeof left === 'number' || typeof right === 'number',
  };
  const sides = pairsOf(left, right, variants);
  if (sides.length === 0) return [{ ...UNMEASURED, ...kind, text: `${text}${where}`, isAsInPaper: false }];
  return sides.map(([one, other]) => ({
    ...(moment?.isEvery
      ? throughout(assertion, [one, other], moment.to)
      : atPoint(assertion, [one, other], moment)),
    ...kind,
    text: `${sideText(left, one)} ${operator} ${sideText(right, other)}${where}`,
    isAsInPaper: [one, other].every((side) => side === undefined || isAsInPaper(side)),
  }));
};

const atPoint = (assertion: Assertion, [one, other]: Sides, moment: Moment | undefined): Measurement => {
  const at = moment?.text;
  const [a, b] = [valuesOfSide(assertion.left, one, at), valuesOfSide(assertion.right, other, at)];
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
};

type Side = number | Quantity;
type Values = number | ValuesByRun;

const pairsOf = (left: Side, right: Side, variants: readonly VariantRuns[]): readonly Sides[] => {
  const meant = (side: Side) =>
    typeof side === 'number' ? [undefined] : variantsMeant(variants, side.variant);
  return meant(left).flatMap((one) =>
    meant(right)
      .filter((other) => !one || !other || restOf(one, left) === restOf(other, right))
      .map((other) => [one, other] as const),
  );
};

/** What a variant sets besides what the side names. */
const restOf = ({ variant }: VariantRuns, side: Side): string => {
  const named = typeof side === 'number' ? [] : side.variant.split(',');
  const rest = Object.entries(variant).filter(
    ([column, value]) => !named.includes(value) && !named.includes(`${column}=${value}`),
  );
  return JSON.stringify(rest.sort());
};

const sideText = (side: Side, variant: VariantRuns | undefined): string => {
  if (typeof side === 'number') return String(side);
  const quantity = `${variant!.name} ${side.column}`;
  return `${side.factor === 1 ? '' : `${side.factor} · `}${side.magnitude ? `|${quantity}|` : quantity}`;
};

const valuesOfSide = (side: Side, variant: VariantRuns | undefined, at: string | undefined): Values => {
  if (typeof side === 'number') return side;
  const values = [...valuesOf(variant!, side.column, at)];
  return new Map(
    values.map(([run, value]) => [run, side.factor * (side.magnitude ? Math.abs(value) : value)]),
  );
};

/** Values by run; none where no run has the column or the point. */
const valuesOf = (variant: VariantRuns, metric: string, at: string | undefined): ValuesByRun => {
  try {
    const question = { metric, ...(at !== undefined && { at: readPoint(at) }) };
    return compare([variant], question).variants[0]!.values;
  } catch (error) {
    if (error instanceof UserError) return new Map();
    throw error;
  }
};
