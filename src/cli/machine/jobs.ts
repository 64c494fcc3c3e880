/** @file How many runs go side by side. */
import { gigabytes } from '../../text/bytes.ts';

/** What a run of dense layers takes at most, data and engine included. */
export const BYTES_A_RUN = 700e6;

export interface JobsWish {
  /** --jobs, if given; it is only limited by the number of runs. */
  readonly asked: number | undefined;
  readonly runs: number;
  /** Threads of each run. */
  readonly threads: number;
  readonly cores: number;
  /** Cores' worth of time, where a container or a batch job gets less than its cores. */
  readonly quota?: number;
  readonly freeBytes: number;
  /** What a run takes at most, where that is known to be more. */
  readonly bytesARun?: number;
}

/** Runs side by side, and what decided it, for the user. */
export function chooseJobs({ asked, runs, threads, cores, quota, freeBytes, bytesARun = 0 }: JobsWish): {
  readonly jobs: number;
  readonly why: string;
} {
  const bytes = Math.max(BYTES_A_RUN, bytesARun);
  const limits = [
    ...(asked === undefined
      ? [
          { most: Math.floor((quota ?? cores) / threads), why: coresText(cores, quota) },
          {
            most: Math.floor(freeBytes / bytes),
            why: `${gigabytes(freeBytes)} of free memory, ${gigabytes(bytes)} a run`,
          },
        ]
      : [{ most: asked, why: 'as asked' }]),
    { most: runs, why: runs === 1 ? 'one run' : `${runs} runs` },
  ];
  const tightest = limits.reduce((least, limit) => (limit.most < least.most ? limit : least));
  return { jobs: Math.max(1, tightest.most), why: tightest.why };
}

/** `8 cores`, `a quota of 2 of 64 cores`. */
export function coresText(cores: number, quota: number | undefined): string {
  const all = `${cores} ${cores === 1 ? 'core' : 'cores'}`;
  return quota === undefined ? all : `a quota of ${Number(quota.toFixed(2))} of ${all}`;
}
