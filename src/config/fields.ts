/** @file Building blocks of the schema. The message of every issue they raise says what is expected, so problems.ts need only add what was found. */
import { z } from 'zod';
import { homePath, NOT_HOME } from '../files/home-path.ts';

const { format } = new Intl.NumberFormat('en', { useGrouping: false, maximumSignificantDigits: 21 });

/** A whole number from `min` to `max`, both included. */
export function integer(min: number, max: number): z.ZodNumber {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

interface Bounds {
  /** The number must be greater than this … */
  readonly above?: number;
  /** … or at least this. */
  readonly from?: number;
  /** The number must be less than this … */
  readonly below?: number;
  /** … or at most this. */
  readonly to?: number;
}

/** A finite number within bounds. */
export function number({ above, from, below, to }: Bounds): z.ZodNumber {
  const low = above === undefined ? `at least ${format(from!)}` : `above ${format(above)}`;
  const high = below === undefined ? `at most ${format(to!)}` : `below ${format(below)}`;
  const error = `a number ${low} and ${high}`;
  const some = z.number({ error });
  const lower = above === undefined ? some.min(from!, { error }) : some.gt(above, { error });
  return below === undefined ? lower.max(to!, { error }) : lower.lt(below, { error });
}

/** Text of 1 to `max` characters. */
export function text(max: number): z.ZodString {
  const error = `text of 1 to ${max} characters`;
  return z.string({ error }).min(1, { error }).max(max, { error });
}

/** A path of 1 to `max` characters, in which `~` stands for the home folder. */
export const pathText = (max: number) =>
  text(max).transform((written, context): string => {
    const path = homePath(written);
    if (path !== undefined) return path;
    context.addIssue({ code: 'custom', params: { fault: `found ${JSON.stringify(written)}: ${NOT_HOME}` } });
    return z.NEVER;
  });

/** Text of a given form; `expected` says it in words. */
export const pattern = (form: RegExp, expected: string): z.ZodString =>
  z.string({ error: expected }).regex(form, { error: expected });

/** One of a table's keys. */
export const choice = <T extends string>(names: readonly T[]): z.ZodEnum<{ [K in T]: K }> =>
  z.enum(names, { error: oneOf(names) });

/** true or false. */
export const flag = (): z.ZodBoolean => z.boolean({ error: 'true or false' });

/** A key that may be left out; its value `off` says the same: either way it is not there, and files that differ in it alone are one experiment. */
export const orOff = <Field extends z.ZodType, const Off extends z.output<Field>>(field: Field, off: Off) =>
  field
    .transform((value) => (value === off ? undefined : (value as Exclude<z.output<Field>, Off>)))
    .exactOptional();

/** Keys and their fields; a key that is not among them is an error, whose message is the list of those that are. */
export const section = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? Object.keys(shape).join(', ')
        : `a section with keys among ${Object.keys(shape).join(', ')}`,
  });

/** "one of a, b, c", or "a" where there is one only. */
export const oneOf = (names: readonly string[]): string =>
  names.length === 1 ? names[0]! : `one of ${names.join(', ')}`;
