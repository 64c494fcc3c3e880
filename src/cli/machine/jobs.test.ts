/** @file Runs side by side: as many as cores, memory and the experiment allow. */
import { expect, it } from 'vitest';
import { chooseJobs, type JobsWish } from './jobs.ts';

const choose = (wish: Partial<JobsWish>) =>
  chooseJobs({ asked: undefined, runs: 15, threads: 1, cores: 8, freeBytes: 64e9, ...wish });

const gpu = (freeBytes: number) => ({ memory: { name: 'made-up GPU', freeBytes } });

it.each<[Partial<JobsWish>, number, string]>([
  [{}, 8, '8 cores'],
  [{ threads: 3 }, 2, '8 cores'],
  [{ threads: 16 }, 1, '8 cores'],
  // A container's share of 64 cores.
  [{ cores: 64, quota: 2 }, 2, 'a quota of 2 of 64 cores'],
  [{ cores: 64, quota: 3.5, threads: 2 }, 1, 'a quota of 3.5 of 64 cores'],
  [{ cores: 1, quota: 0.25 }, 1, 'a quota of 0.25 of 1 core'],
  [{ cores: 64, quota: 8, freeBytes: 3e9 }, 4, '3.0 GB of free memory, 0.7 GB a run'],
  [{ runs: 3 }, 3, '3 runs'],
  [{ runs: 1 }, 1, 'one run'],
  [{ runs: 1, unit: 'group' }, 1, 'one group'],
  [{ runs: 2, unit: 'group', freeBytes: 6e9, bytesARun: 4e9 }, 1, '6.0 GB of free memory, 4.0 GB a group'],
  [{ freeBytes: 2e9 }, 2, '2.0 GB of free memory, 0.7 GB a run'],
  [{ freeBytes: 1e6 }, 1, '0.0 GB of free memory, 0.7 GB a run'],
  [{ asked: 12, freeBytes: 1e6 }, 12, 'as asked'],
  [{ asked: 100 }, 15, '15 runs'],
  // On a GPU: of unknown memory, of much, of little, and with other limits that are tighter.
  [{ gpu: { memory: undefined } }, 1, 'one GPU, whose memory is not known; --jobs sets another number'],
  [{ gpu: gpu(80e9) }, 2, 'made-up GPU is shared, --jobs sets another number'],
  [{ gpu: gpu(4e9), bytesARun: 3e9 }, 1, '4.0 GB free on made-up GPU, 3.0 GB a run'],
  [{ gpu: gpu(1e9), bytesARun: 3e9 }, 1, '1.0 GB free on made-up GPU, 3.0 GB a run'],
  [{ gpu: gpu(80e9), cores: 1 }, 1, '1 core'],
  [{ gpu: gpu(80e9), runs: 1 }, 1, 'one run'],
  [
    { gpu: gpu(8e9), asked: 3, bytesARun: 3e9 },
    3,
    'as asked, though 9.0 GB may not fit into the 8.0 GB free on made-up GPU',
  ],
  [{ gpu: gpu(9e9), asked: 3, bytesARun: 3e9 }, 3, 'as asked'],
  [{ gpu: { memory: undefined }, asked: 3 }, 3, 'as asked'],
])('%o: %i, because of %s', (wish, jobs, why) => expect(choose(wish)).toEqual({ jobs, why }));
