/** @file The paper's claims against what was measured: each condition of a claim, and the verdict that they give. */
import { type Figure, holdsOf, parseAssertion } from '../compare/assertions.ts';
import { compare } from '../compare/comparison.ts';
import { pairedDifferences } from '../compare/difference.ts';
import { type Interval, meanInterval } from '../compare/intervals.ts';
import { readPoint } from '../compare/point.ts';
import { type VariantRuns, variantsMeant } from '../compare/variants.ts';
import type { PaperClaim } from '../config/experiment.ts';
import { UserError } from '../errors.ts';

export const VERDICTS = {
  reproduced: 'as the paper has it',
  'direction only':
    'more than half of it holds, or all of it without being certain, or in other settings than the paper’s',
  'not reproduced': 'half of it or more does not hold',
  'not run': 'nothing measured that could tell',
} as const;
export type Verdict = keyof typeof VERDICTS;

/** One thing that a claim says. */
export interface Condition {
  readonly text: string;
  /** Undefined where it is not measured. */
  readonly left: number | undefined;
  readonly right: number | undefined;
  /** Whether it holds; undefined where it is not measured. */
  readonly holds: boolean | undefined;
  /** 95 % interval of the paired difference left − right; undefined below two pairs, and of a value of the paper. */
  readonly interval: Interval | undefined;
  /** Whether it is about the paper's number itself, not about which of two is greater. */
  readonly isValue: boolean;
}

export interface JudgedClaim {
  readonly claim: PaperClaim;
  readonly conditions: readonly Condition[];
  readonly verdict: Verdict;
}

/** Judges a claim by the runs there are; `asInPaper`: whether these have the paper's settings, else the verdict is `direction only` at best. */
export const judgeClaim = (
  claim: PaperClaim,
  variants: readonly VariantRuns[],
  asInPaper: boolean,
): JudgedClaim => {
  const points = claim.at ?? [undefined];
  const conditions = [
    ...valueConditions(claim, variants),
    ...(claim.expect ?? []).flatMap((text) => points.flatMap((at) => expectations(text, at, variants))),
  ];
  return { claim, conditions, verdict: verdictOf(conditions, asInPaper) };
};

const verdictOf = (conditions: readonly Condition[], asInPaper: boolean): Verdict => {
  const measured = conditions.filter(({ holds }) => holds !== undefined);
  if (measured.length === 0) return 'not run';
  const holding = measured.filter(({ holds }) => holds);
  const whole = holding.length === conditions.length;
  if (whole && asInPaper && conditions.every(isClear)) return 'reproduced';
  // The paper's numbers are missed, but what is greater than what is as in the paper.
  const orders = measured.filter(({ isValue }) => !isValue);
  if (orders.length > 0 && orders.every(({ holds }) => holds)) return 'direction only';
  return holding.length > measured.length / 2 ? 'direction only' : 'not reproduced';
};

/** Whether zero lies outside the interval of the difference; of a single run nothing says how certain it is. */
const isClear = ({ interval }: Condition): boolean =>
  interval === undefined || interval.low > 0 || interval.high < 0;

/** The value that the paper reports, give or take its tolerance, or twice its standard deviation. */
const valueConditions = (claim: PaperClaim, variants: readonly VariantRuns[]): readonly Condition[] => {
  const { variant, metric, value } = claim;
  const tolerance = claim.tolerance ?? (claim.spread === undefined ? undefined : 2 * claim.spread);
  if (metric === undefined || value === undefined || tolerance === undefined) return [];
  const meant = variant === undefined ? variants : variantsMeant(variants, variant);
  const text = (label: string) => `${label}: ${metric} ${value} ± ${tolerance}`;
  if (meant.length === 0) return [unmeasured(text(variant ?? ''), true)];
  return meant.map((one) => {
    const left = meanOf(valuesOf(one, metric, undefined));
    const holds = left === undefined ? undefined : Math.abs(left - value) <= tolerance;
    return { text: text(one.label), left, right: value, holds, interval: undefined, isValue: true };
  });
};

const unmeasured = (text: string, isValue = false): Condition => ({
  text,
  left: undefined,
  right: undefined,
  holds: undefined,
  interval: undefined,
  isValue,
});

/**
 * The conditions of one `expect`: where its names are short for several variants, one for each pair that is alike in everything else
 * (`elu` and `relu` at each learning rate).
 */
const expectations = (
  text: string,
  at: string | undefined,
  variants: readonly VariantRuns[],
): readonly Condition[] => {
  const assertion = parseAssertion(text, 'expect');
  const { left, right, operator } = assertion;
  const where = at === undefined ? '' : ` at ${at}`;
  const sides = pairsOf(left, right, variants);
  if (sides.length === 0) return [unmeasured(`${text}${where}`)];
  return sides.map(([one, other]) => {
    const [a, b] = [valuesOfSide(left, one, at), valuesOfSide(right, other, at)];
    const [leftMean, rightMean] = [meanOf(a), meanOf(b)];
    const known = leftMean !== undefined && rightMean !== undefined;
    return {
      text: `${sideText(left, one)} ${operator} ${sideText(right, other)}${where}`,
      left: leftMean,
      right: rightMean,
      holds: known ? holdsOf(assertion, leftMean, rightMean) : undefined,
      interval:
        typeof a === 'number' || typeof b === 'number' ? undefined : meanInterval(pairedDifferences(a, b)),
      isValue: false,
    };
  });
};

type Side = number | Figure;
type Values = number | ReadonlyMap<number, number>;

const pairsOf = (
  left: Side,
  right: Side,
  variants: readonly VariantRuns[],
): readonly (readonly [VariantRuns | undefined, VariantRuns | undefined])[] => {
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
  const figure = `${variant!.name} ${side.column}`;
  return `${side.factor === 1 ? '' : `${side.factor} · `}${side.magnitude ? `|${figure}|` : figure}`;
};

const valuesOfSide = (side: Side, variant: VariantRuns | undefined, at: string | undefined): Values => {
  if (typeof side === 'number') return side;
  const values = [...valuesOf(variant!, side.column, at)];
  return new Map(
    values.map(([run, value]) => [run, side.factor * (side.magnitude ? Math.abs(value) : value)]),
  );
};

/** Values by run; none where no run has the column or the point. */
const valuesOf = (
  variant: VariantRuns,
  metric: string,
  at: string | undefined,
): ReadonlyMap<number, number> => {
  try {
    const question = { metric, ...(at !== undefined && { at: readPoint(at) }) };
    return compare([variant], question).variants[0]!.values;
  } catch (error) {
    if (error instanceof UserError) return new Map();
    throw error;
  }
};

const meanOf = (values: Values): number | undefined => {
  if (typeof values === 'number') return values;
  const all = [...values.values()];
  return all.length === 0 ? undefined : all.reduce((sum, value) => sum + value, 0) / all.length;
};
