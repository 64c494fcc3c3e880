/** @file How a file gives a learning rate: a number, or rates that each end before an iteration. */
import { z } from 'zod';
import { number } from './fields.ts';
import { MAX_RATE, readSchedule } from './schedule.ts';

/** A number or a schedule, checked. */
export const learningRateField = z
  .union(
    [
      number({ above: 0, to: MAX_RATE }),
      z.string().check(({ value, issues }) => {
        const read = readSchedule(value);
        if (typeof read === 'string') issues.push({ code: 'custom', input: value, params: { fault: read } });
      }),
    ],
    { error: `a number above 0 and at most ${MAX_RATE}, or a schedule such as "0.01 to 35k, 0.005 to 85k"` },
  )
  .describe(
    'Learning rate η, per update. A number, or rates that each end before an iteration: "0.01 to 35k, 0.005 to 85k"; after the last end the last rate goes on.',
  );
