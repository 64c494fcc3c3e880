/** @file What is measured of a condition of a claim, whether at one point or throughout the training. */

import type { VariantRuns } from '../compare/variant-runs.ts';
import type { ValuesByRun } from '../statistics/difference.ts';
import type { Interval } from '../statistics/intervals.ts';
import { mean } from '../statistics/moments.ts';

/** What was measured of a condition. */
export interface Measurement {
  /** Means over the runs; undefined where it is not measured. */
  readonly left: number | undefined;
  readonly right: number | undefined;
  /** Whether it holds; undefined where it is not measured. */
  readonly holds: boolean | undefined;
  /** 95 % interval of the paired difference left − right; undefined below two pairs, and of a value of the paper. */
  readonly interval: Interval | undefined;
  /** Of a condition that is to hold at many evaluations: at how many it does. */
  readonly evaluations?: { readonly holding: number; readonly count: number };
  /** Whether all was measured that it is about. */
  readonly isWhole: boolean;
}

export const UNMEASURED: Measurement = {
  left: undefined,
  right: undefined,
  holds: undefined,
  interval: undefined,
  isWhole: false,
};

/** A variant on each side; undefined where there is a number. */
export type Sides = readonly [VariantRuns | undefined, VariantRuns | undefined];

/** Of values by run, or of a number itself; undefined where there is none. */
export function meanOf(values: number | ValuesByRun): number | undefined {
  if (typeof values === 'number') return values;
  return values.size === 0 ? undefined : mean([...values.values()]);
}
