/**
 * @file Comparisons that must hold, as `--assert` has them:
 *
 *     assertion = operand ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) operand
 *     operand   = number | [ number "*" ] figure | [ number "*" ] "abs(" figure ")"
 *     figure    = variant "." column [ "." statistic ]
 *     statistic = "mean" (default) | "median" | "min" | "max" | "sd" | "best" | "n"
 *
 * `variant` is a name as in the table, or what is short for it; it and `column` stand in double quotes where they hold blanks, quotes,
 * an operator or, a column, a dot. One operand at least is a figure.
 */
import { usageError } from '../errors.ts';
import { compare, type VariantFigures } from './comparison.ts';
import type { Better } from './direction.ts';
import { metricMeant } from './metric.ts';
import type { Point } from './run-point.ts';
import { findVariant, type VariantRuns } from './variant-runs.ts';

const OPERATORS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};

const STATISTICS: Readonly<Record<string, (figures: VariantFigures) => number | undefined>> = {
  mean: ({ mean }) => mean,
  median: ({ median }) => median,
  min: ({ min }) => min,
  max: ({ max }) => max,
  sd: ({ sd }) => sd,
  best: ({ best }) => best?.mean,
  n: ({ n }) => n,
};

export interface Figure {
  readonly factor: number;
  /** Whether it stands in `abs()`. */
  readonly magnitude: boolean;
  readonly variant: string;
  readonly column: string;
  readonly statistic: string;
}
type Operand = number | Figure;

export interface Assertion {
  readonly text: string;
  readonly left: Operand;
  readonly operator: string;
  readonly right: Operand;
}

/** What came of one; a side is undefined where no run has the figure, and nothing holds of that. */
export interface Judged {
  readonly text: string;
  readonly holds: boolean;
  readonly left: number | undefined;
  readonly right: number | undefined;
}

const NUMBER = '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d+)?';
/** Quoted parts, so that an operator in them is passed over; then an operator. */
const SIDES = /^((?:"[^"]*"|[^"<>!])+?)(<=|>=|==|!=|<|>)(.+)$/;
const ONLY_NUMBER = new RegExp(`^${NUMBER}$`, 'i');
const MAGNITUDE = new RegExp(`^(?:(${NUMBER})\\s*\\*\\s*)?abs\\(((?![-+.\\d]+\\s*\\*).+)\\)$`, 'i');
const FIGURE = new RegExp(
  `^(?:(${NUMBER})\\s*\\*\\s*)?(?:"([^"]+)"|([^\\s"<>!]+?))\\.(?:"([^"]+)"|([^\\s".<>!]+))(?:\\.(${Object.keys(STATISTICS).join('|')}))?$`,
  'i',
);

/** Reads one assertion; throws a usage error that names where it stands and says what is expected where it is none. */
export const parseAssertion = (text: string, where = '--assert'): Assertion => {
  const [, left, operator, right] = SIDES.exec(text) ?? [];
  const wrong = (why: string) =>
    usageError(
      `${where} ${JSON.stringify(text)}: ${why}. Expected for example 'elu.test_error < relu.test_error' or 'elu.test_loss.median <= 0.9 * relu.test_loss.median' (operators ${Object.keys(OPERATORS).join(' ')}).`,
    );
  if (left === undefined || operator === undefined || right === undefined)
    throw wrong('found no operator between two sides');
  const operand = (side: string): Operand => {
    const written = side.trim();
    if (ONLY_NUMBER.test(written)) return Number(written);
    const [, outer, inner] = MAGNITUDE.exec(written) ?? [];
    const magnitude = inner !== undefined;
    const [, factor = outer ?? '1', quoted, bare, quotedColumn, column, statistic = 'mean'] =
      FIGURE.exec(inner ?? written) ?? [];
    const [variant, name] = [quoted ?? bare, quotedColumn ?? column];
    if (variant === undefined || name === undefined)
      throw wrong(`${JSON.stringify(written)} is neither a number nor variant.column`);
    return { factor: Number(factor), magnitude, variant, column: name, statistic: statistic.toLowerCase() };
  };
  const assertion = { text, left: operand(left), operator, right: operand(right) };
  if (typeof assertion.left === 'number' && typeof assertion.right === 'number')
    throw wrong('it names no variant');
  return assertion;
};

/** Whether the operator holds between two numbers. */
export const holdsOf = ({ operator }: Pick<Assertion, 'operator'>, left: number, right: number): boolean =>
  OPERATORS[operator]!(left, right);

/**
 * Whether each holds of the values where each run ended, or at a point; `better` says of a column whether more of it is better, where
 * the user does. Throws a usage error for one that names nothing.
 */
export const judge = (
  assertions: readonly Assertion[],
  variants: readonly VariantRuns[],
  at: Point | undefined,
  better: Readonly<Record<string, Better>> = {},
): readonly Judged[] => {
  const side = (operand: Operand, { text }: Assertion): number | undefined => {
    if (typeof operand === 'number') return operand;
    const { factor, magnitude, variant, column, statistic } = operand;
    const option = `--assert ${JSON.stringify(text)}`;
    const found = findVariant(variants, variant, option);
    const metric = metricMeant(variants, column, option);
    const asked = Object.hasOwn(better, metric) ? better[metric] : undefined;
    const [figures] = compare([found], {
      metric,
      ...(at && { at }),
      ...(asked && { better: asked }),
    }).variants;
    const value = STATISTICS[statistic]!(figures!);
    return value === undefined ? undefined : factor * (magnitude ? Math.abs(value) : value);
  };
  return assertions.map((assertion) => {
    const [left, right] = [side(assertion.left, assertion), side(assertion.right, assertion)];
    const holds = left !== undefined && right !== undefined && holdsOf(assertion, left, right);
    return { text: assertion.text, holds, left, right };
  });
};
