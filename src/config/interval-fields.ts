/** @file evaluate.every and checkpoint.every: how a file says an interval. */
import { z } from 'zod';
import { readCount } from './count.ts';
import { integer } from './fields.ts';
import type { ClockInterval, Interval, Written } from './interval.ts';
import { MAX_ITERATIONS } from './limits.ts';

const EXPECTED = `a whole number from 1 to ${MAX_ITERATIONS} in the unit of the training length, or with a unit: "100 iterations", "2 epochs"`;
const CLOCK_EXPECTED = `${EXPECTED}, "10 minutes"`;

/** As written: 5 (in the unit of the training length), '100 iterations' or '2 epochs'; once read: the count, and the unit if it was said. */
export const everyField = z
  .union([integer(1, MAX_ITERATIONS), z.string({ error: EXPECTED })], { error: EXPECTED })
  .transform((written, context): Written<Interval['unit']> => {
    const { count, unit } = readInterval(written) ?? {};
    if (count !== undefined && unit !== 'minutes') return { count, ...(unit && { unit }) };
    context.addIssue(
      unit === 'minutes'
        ? 'epochs or iterations (minutes would make the log depend on how fast the machine is)'
        : EXPECTED,
    );
    return z.NEVER;
  });

/** The same, or '10 minutes'. */
export const clockField = z
  .union([integer(1, MAX_ITERATIONS), z.string({ error: CLOCK_EXPECTED })], { error: CLOCK_EXPECTED })
  .transform((written, context): Written<ClockInterval['unit']> => {
    const read = readInterval(written);
    if (read) return read;
    context.addIssue(CLOCK_EXPECTED);
    return z.NEVER;
  });

function readInterval(written: number | string): Written<ClockInterval['unit']> | undefined {
  if (typeof written === 'number') return { count: written };
  const [, digits, unit] = /^(\S+) +(epoch|iteration|minute)s?$/.exec(written) ?? [];
  const count = readCount(digits ?? '');
  if (count === undefined || count > MAX_ITERATIONS) return undefined;
  return { count, unit: `${unit as 'epoch' | 'iteration' | 'minute'}s` };
}
