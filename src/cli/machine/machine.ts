/** @file What there is of processors and memory for runs: of the machine, and of what a container or a batch job leaves of it. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { groupLimits } from './cgroup.ts';

export interface Machine {
  /** That this process may use. */
  readonly cores: number;
  /** Cores' worth of time that it gets, where that is less. */
  readonly quota?: number;
  readonly freeBytes: number;
  /** Of a container or a batch job; absent: none. */
  readonly memoryLimit?: number;
}

/** The machine as it is now. `root` and `system` are what they are but in tests. */
export function machine(
  root = '/',
  system = { cores: availableParallelism(), freeBytes: process.availableMemory() },
): Machine {
  const { cpus, memory } = groupLimits(root);
  const { cores, freeBytes } = system;
  return {
    cores,
    ...(cpus !== undefined && cpus < cores && { quota: cpus }),
    // Where there is a limit Node counts the cache of files as used.
    freeBytes: memory ? Math.min(memory.free, availableIn(root) ?? Infinity) : freeBytes,
    ...(memory && { memoryLimit: memory.limit }),
  };
}

/** Bytes that the whole machine has left, by Linux. */
function availableIn(root: string): number | undefined {
  try {
    const [, kilobytes] =
      /^MemAvailable: +(\d+) kB$/m.exec(readFileSync(`${root}/proc/meminfo`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
  } catch {
    return undefined;
  }
}
