/** @file One thing that a claim of the paper says, and what was measured of it. */
import type { Measurement } from './measurement.ts';

export interface Condition extends Measurement {
  readonly text: string;
  /** Whether a difference is claimed, which must not be chance then. */
  readonly isStrict: boolean;
  /** Whether it is about the paper's number itself, not about which of two is greater. */
  readonly isValue: boolean;
  /** Whether the variants that it is about have the paper's settings. */
  readonly isAsInPaper: boolean;
}
