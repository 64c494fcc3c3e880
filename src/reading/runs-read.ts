/** @file What came of reading: runs, and what the user should know of how they were found. */
import type { RunLog } from './run.ts';

/** What was found, and what the user should know of it. */
export interface RunsRead {
  /** In the order of the paths; below a path by folder, then by number. */
  readonly runs: readonly RunLog[];
  /** Why files could not be read; their runs are left out. */
  readonly damaged: readonly string[];
  /** What was passed over or guessed. */
  readonly notes: readonly string[];
  /** How each CSV file was read; absent for run folders. */
  readonly readings?: readonly Reading[];
}

/** What a CSV file was taken for. */
export interface Reading {
  /** Absolute path. */
  readonly file: string;
  /** `one run, 30 rows by Step`. */
  readonly how: string;
}
