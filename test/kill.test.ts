/** @file The kill test in short: what kill.slow.ts does at length. A file of its own, so that it runs beside the other tests of resuming. */
import { it } from 'vitest';
import { DENSE, expectExactResume } from './kill.ts';

it('is exact after 20 kills at random moments', { timeout: 120_000 }, () =>
  expectExactResume({ signal: 'SIGKILL', count: 20, jobs: 1, config: DENSE }),
);

it('is exact after SIGTERM, with two jobs', { timeout: 60_000 }, () =>
  expectExactResume({ signal: 'SIGTERM', count: 3, jobs: 2, config: DENSE }),
);
