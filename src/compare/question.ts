/** @file What is asked of a comparison. */
import type { Better } from './direction.ts';
import type { Point } from './run-point.ts';

/** What is compared, and how. */
export interface Question {
  readonly metric: string;
  /** Absent: where each run ended. */
  readonly at?: Point;
  /** The value whose first iteration is asked for. */
  readonly until?: number;
  /** Name of the variant that the others are compared with. */
  readonly baseline?: string;
  /** Whether more of the metric is better; absent: as the table of metrics has it. */
  readonly better?: Better;
}
