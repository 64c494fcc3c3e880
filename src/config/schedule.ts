/** @file Learning rates over a run, in the paper's words: `0.01 to 35k, 0.005 to 85k`. */
import { usageError } from '../errors.ts';
import { readCount } from './count.ts';

/** One rate and the iteration it ends before; Infinity: it does not end. */
interface Entry {
  readonly rate: number;
  readonly end: number;
}

/** The largest learning rate that is taken for one. */
export const MAX_RATE = 1_000_000;

const EXAMPLE = '"0.01 to 35k, 0.005 to 85k"';
const RATE = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * η as a function of the iteration, counted from 0: a constant, or each rate until the iteration it ends before. After the last end the last
 * rate goes on.
 * @throws UserError (exit code 2) where the text is not a schedule; a loaded experiment's always is.
 */
export function parseSchedule(value: number | string): (iteration: number) => number {
  if (typeof value === 'number') return () => value;
  const entries = readSchedule(value);
  if (typeof entries === 'string') throw usageError(`learning rate schedule "${value}": ${entries}.`);
  return (iteration) => (entries.find(({ end }) => iteration < end) ?? entries.at(-1)!).rate;
}

/** The entries of a schedule, or what is wrong with it, naming the entry. */
export function readSchedule(schedule: string): readonly Entry[] | string {
  const entries: Entry[] = [];
  const written = schedule.split(',').map((entry) => entry.trim());
  for (const [i, entry] of written.entries()) {
    const read = readEntry(entry, entries.at(-1)?.end ?? 0, i === written.length - 1);
    if (typeof read === 'string') return `entry ${i + 1}, "${entry.slice(0, 40)}": ${read}`;
    entries.push(read);
  }
  return entries;
}

function readEntry(entry: string, previousEnd: number, last: boolean): Entry | string {
  const [rateText = '', to, endText = '', ...rest] = entry.split(/\s+/);
  if (rest.length > 0 || (to !== undefined && to !== 'to'))
    return `expected RATE to ITERATION, as in ${EXAMPLE}`;
  const rate = RATE.test(rateText) ? Number(rateText) : Number.NaN;
  if (!(rate > 0 && rate <= MAX_RATE)) {
    return `found the rate "${rateText}"; expected a number above 0 and at most ${MAX_RATE}, as in ${EXAMPLE}`;
  }
  if (to === undefined) {
    return last
      ? { rate, end: Infinity }
      : `no end; expected "${rateText} to ITERATION" (only the last rate may go on for ever)`;
  }
  const end = readCount(endText);
  if (end === undefined) return `found the end "${endText}"; expected an iteration such as 35000 or 35k`;
  return end > previousEnd
    ? { rate, end }
    : `ends at ${end}; expected an iteration after ${previousEnd}, where it starts`;
}
