/** @file How many runs go side by side. */
import type { GpuMemory } from '../../engines/drivers/gpu-memory.ts';
import { gigabytes } from '../../text/bytes.ts';

/** What a run of dense layers takes at most, data and engine included. */
export const BYTES_A_RUN = 700e6;

/** Processes that share a GPU: one computes while the other makes its next batches, evaluates or writes. More would wait for each other. */
const JOBS_A_GPU = 2;
/** Of the free memory of a GPU; the rest is left to what draws on it meanwhile. */
const GPU_SHARE = 0.9;

/** The GPU that runs compute on; `memory` is absent where no driver says how much there is. */
export interface JobsGpu {
  readonly memory: Pick<GpuMemory, 'name' | 'freeBytes'> | undefined;
}

export interface JobsWish {
  /** --jobs, if given; it is only limited by the number of runs. */
  readonly asked: number | undefined;
  readonly runs: number;
  /** What each process trains: `group` where several runs are one graph; then `runs` and `bytesARun` are of groups. Default: run. */
  readonly unit?: 'run' | 'group';
  /** Threads of each run. */
  readonly threads: number;
  readonly cores: number;
  /** Cores' worth of time, where a container or a batch job gets less than its cores. */
  readonly quota?: number;
  readonly freeBytes: number;
  /** What a run takes at most, where that is known to be more. */
  readonly bytesARun?: number;
  /** Absent where runs compute on cores. */
  readonly gpu?: JobsGpu;
}

interface Limit {
  readonly most: number;
  readonly why: string;
}

/** Runs side by side, and what decided it, for the user. */
export function chooseJobs(wish: JobsWish): { readonly jobs: number; readonly why: string } {
  const { asked, runs, threads, cores, quota, freeBytes, bytesARun = 0, gpu, unit = 'run' } = wish;
  const bytes = Math.max(BYTES_A_RUN, bytesARun);
  const limits: Limit[] = [
    ...(asked === undefined
      ? [
          { most: Math.floor((quota ?? cores) / threads), why: coresText(cores, quota) },
          {
            most: Math.floor(freeBytes / bytes),
            why: `${gigabytes(freeBytes)} of free memory, ${gigabytes(bytes)} a ${unit}`,
          },
          ...(gpu ? gpuLimits(gpu, bytes, unit) : []),
        ]
      : [{ most: asked, why: `as asked${gpu ? excessText(gpu, bytes, Math.min(asked, runs)) : ''}` }]),
    { most: runs, why: runs === 1 ? `one ${unit}` : `${runs} ${unit}s` },
  ];
  const tightest = limits.reduce((least, limit) => (limit.most < least.most ? limit : least));
  return { jobs: Math.max(1, tightest.most), why: tightest.why };
}

/** A run is taken to need as much there as on the machine. */
const gpuLimits = ({ memory }: JobsGpu, bytes: number, unit: string): readonly Limit[] =>
  memory
    ? [
        {
          most: Math.floor((GPU_SHARE * memory.freeBytes) / bytes),
          why: `${gigabytes(memory.freeBytes)} free on ${memory.name}, ${gigabytes(bytes)} a ${unit}`,
        },
        { most: JOBS_A_GPU, why: `${memory.name} is shared, --jobs sets another number` },
      ]
    : [{ most: 1, why: 'one GPU, whose memory is not known; --jobs sets another number' }];

/** Said where so many are asked for that they do not fit. */
function excessText({ memory }: JobsGpu, bytes: number, jobs: number): string {
  if (!memory || jobs * bytes <= memory.freeBytes) return '';
  return `, though ${gigabytes(jobs * bytes)} may not fit into the ${gigabytes(memory.freeBytes)} free on ${memory.name}`;
}

/** `8 cores`, `a quota of 2 of 64 cores`. */
export function coresText(cores: number, quota: number | undefined): string {
  const all = `${cores} ${cores === 1 ? 'core' : 'cores'}`;
  return quota === undefined ? all : `a quota of ${Number(quota.toFixed(2))} of ${all}`;
}
