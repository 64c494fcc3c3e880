/** @file How often something happens: what a file says, and what it means. */

/** Every `count` of `unit`. */
export interface Interval {
  readonly count: number;
  readonly unit: 'epochs' | 'iterations';
}

/** The same for what leaves no mark in the results, and so may go by the clock. */
export interface ClockInterval {
  readonly count: number;
  readonly unit: Interval['unit'] | 'minutes';
}

/** An interval as it was written: without a unit it counts in that of the training length. */
export interface Written<Unit> {
  readonly count: number;
  readonly unit?: Unit;
}

/** How an interval is written: `1 epoch`, `100 iterations`. */
export const writeInterval = ({ count, unit }: ClockInterval): string =>
  `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;

/** Steps of an interval that doesn't go by the clock. */
export const intervalSteps = ({ count, unit }: Interval, stepsPerEpoch: number): number =>
  unit === 'epochs' ? count * stepsPerEpoch : count;
