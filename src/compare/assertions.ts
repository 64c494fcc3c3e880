/**
 * @file Comparisons that must hold, as `--assert` has them:
 *
 *     assertion = operand ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) operand
 *     operand   = number | [ number "*" ] quantity | [ number "*" ] "abs(" quantity ")"
 *     quantity  = variant "." column [ "." statistic ]
 *     statistic = "mean" (default) | "median" | "min" | "max" | "sd" | "best" | "n"
 *
 * `variant` is a name as in the table, or what is short for it; it and `column` stand in double quotes where they hold blanks, quotes,
 * an operator or, a column, a dot. One operand at least is no number.
 */
import { usageError } from '../errors.ts';
import { ASSERTED_STATISTICS } from './asserted-statistics.ts';

const OPERATORS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};

/** A statistic of a column of a variant. */
export interface Quantity {
  readonly factor: number;
  /** Whether it stands in `abs()`. */
  readonly magnitude: boolean;
  readonly variant: string;
  readonly column: string;
  readonly statistic: string;
}
export type Operand = number | Quantity;

export interface Assertion {
  readonly text: string;
  readonly left: Operand;
  readonly operator: string;
  readonly right: Operand;
}

const NUMBER = '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[-+]?\\d+)?';
/** Quoted parts, so that an operator in them is passed over; then an operator. */
const SIDES = /^((?:"[^"]*"|[^"<>!])+?)(<=|>=|==|!=|<|>)(.+)$/;
const ONLY_NUMBER = new RegExp(`^${NUMBER}$`, 'i');
const MAGNITUDE = new RegExp(`^(?:(${NUMBER})\\s*\\*\\s*)?abs\\(((?![-+.\\d]+\\s*\\*).+)\\)$`, 'i');
const QUANTITY = new RegExp(
  `^(?:(${NUMBER})\\s*\\*\\s*)?(?:"([^"]+)"|([^\\s"<>!]+?))\\.(?:"([^"]+)"|([^\\s".<>!]+))(?:\\.(${Object.keys(ASSERTED_STATISTICS).join('|')}))?$`,
  'i',
);

/**
 * Reads one assertion; `where` is what it stands in.
 * @throws UserError (exit code 2) that names that and says what is expected where it is none.
 */
export function parseAssertion(text: string, where = '--assert'): Assertion {
  const [, left, operator, right] = SIDES.exec(text) ?? [];
  const wrong = (why: string) =>
    usageError(
      `${where} ${JSON.stringify(text)}: ${why}. Expected for example 'elu.test_error < relu.test_error' or 'elu.test_loss.median <= 0.9 * relu.test_loss.median' (operators ${Object.keys(OPERATORS).join(' ')}).`,
    );
  if (left === undefined || operator === undefined || right === undefined)
    throw wrong('found no operator between two sides');
  const operand = (side: string): Operand => {
    const found = operandIn(side.trim());
    if (found === undefined)
      throw wrong(`${JSON.stringify(side.trim())} is neither a number nor variant.column`);
    return found;
  };
  const assertion = { text, left: operand(left), operator, right: operand(right) };
  if (typeof assertion.left === 'number' && typeof assertion.right === 'number')
    throw wrong('it names no variant');
  return assertion;
}

/** Undefined for what is no operand. */
function operandIn(written: string): Operand | undefined {
  if (ONLY_NUMBER.test(written)) return Number(written);
  const [, outer, inner] = MAGNITUDE.exec(written) ?? [];
  const magnitude = inner !== undefined;
  const [, factor = outer ?? '1', quoted, bare, quotedColumn, column, statistic = 'mean'] =
    QUANTITY.exec(inner ?? written) ?? [];
  const [variant, name] = [quoted ?? bare, quotedColumn ?? column];
  if (variant === undefined || name === undefined) return undefined;
  return { factor: Number(factor), magnitude, variant, column: name, statistic: statistic.toLowerCase() };
}

/** Whether the operator holds between two numbers. */
export const holdsOf = ({ operator }: Pick<Assertion, 'operator'>, left: number, right: number): boolean =>
  OPERATORS[operator]!(left, right);
