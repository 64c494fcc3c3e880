/** @file How much memory the GPU has on which runs would compute, as far as its driver says: NVIDIA's by nvidia-smi, AMD's by files of Linux. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seesGpu } from './gpu-files.ts';
import { namesIn } from './shared-library.ts';
import { type System, thisSystem } from './system.ts';

export interface GpuMemory {
  readonly name: string;
  readonly bytes: number;
  /** That nobody uses now. */
  readonly freeBytes: number;
}

const QUERY = ['--query-gpu=memory.total,memory.free,name', '--format=csv,noheader,nounits'];
const PATIENCE_MS = 5000;

/** What nvidia-smi prints of these GPUs. */
async function nvidiaSmi(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('nvidia-smi', args, { timeout: PATIENCE_MS });
  return stdout;
}

/** The memory of the first GPU that may be used; undefined where no driver says, as on macOS and of a GPU that takes part of the machine's. */
export async function gpuMemory(
  system: System = thisSystem(),
  ask: typeof nvidiaSmi = nvidiaSmi,
): Promise<GpuMemory | undefined> {
  return (await ofNvidia(system, ask)) ?? ofAmd(system);
}

async function ofNvidia(system: System, ask: typeof nvidiaSmi): Promise<GpuMemory | undefined> {
  if (!seesGpu(system, { nvidia: true })) return undefined;
  const [chosen = ''] = (system.env.CUDA_VISIBLE_DEVICES ?? '').split(',');
  try {
    const text = await ask([...QUERY, ...(chosen === '' ? [] : ['-i', chosen])]);
    const [, total, free, name] = /^ *(\d+), *(\d+), *(.+?) *$/m.exec(text) ?? [];
    return name === undefined ? undefined : { name, bytes: mebibytes(total!), freeBytes: mebibytes(free!) };
  } catch {
    return undefined;
  }
}

const mebibytes = (count: string): number => Number(count) * 2 ** 20;

/** Of several the one with the most, as that is no part of the processor. */
function ofAmd({ root }: System): GpuMemory | undefined {
  const folder = join(root, 'sys/class/drm');
  const read = (card: string, what: string) =>
    Number(readFileSync(join(folder, card, 'device', `mem_info_vram_${what}`), 'utf8'));
  const all = namesIn(folder).flatMap((card): GpuMemory[] => {
    if (!/^renderD\d+$/.test(card)) return [];
    try {
      const [bytes, used] = [read(card, 'total'), read(card, 'used')];
      return bytes > 0 ? [{ name: 'AMD GPU', bytes, freeBytes: Math.max(0, bytes - used) }] : [];
    } catch {
      return [];
    }
  });
  return all.sort((a, b) => b.bytes - a.bytes)[0];
}
