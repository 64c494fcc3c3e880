/** @file The kill test at length: 200 kills, and the same by SIGTERM and with two jobs. */
import { it } from 'vitest';
import { CONVOLUTIONAL, DENSE, expectExactResume } from './kill.ts';

it.each([
  ['SIGKILL', 200, 1],
  ['SIGKILL', 40, 2],
  ['SIGTERM', 40, 1],
  ['SIGTERM', 20, 2],
] as const)('is exact after %s, %i times, with --jobs %i', (signal, count, jobs) =>
  expectExactResume({ signal, count, jobs, config: DENSE }),
);

it.each([
  ['SIGKILL', 40, 1],
  ['SIGTERM', 10, 2],
] as const)('is exact for convolutional networks after %s, %i times, with --jobs %i', (signal, count, jobs) =>
  expectExactResume({ signal, count, jobs, config: CONVOLUTIONAL, iterations: [500, 300] }),
);
