/** @file The kill test at length: 200 kills, and the same by SIGTERM and with two jobs. */
import { it } from 'vitest';
import { CONVOLUTIONAL, DENSE, expectExactResume, PICTURES } from './kill.ts';
import { preparedPictures } from './pictures-by-command.ts';

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

it('is exact in the midst of an epoch of prepared pictures, after 20 kills', async () => {
  const dataset = ['dataset.name=images', `dataset.dir=${await preparedPictures(8)}`];
  await expectExactResume({
    signal: 'SIGKILL',
    count: 20,
    jobs: 1,
    config: PICTURES,
    dataset,
    iterations: [500, 300],
  });
});
