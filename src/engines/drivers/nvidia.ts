/** @file What CUDA lacks, at first sight: an NVIDIA GPU, its driver. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Obstacle } from '../engine.ts';
import { seesGpu } from './gpu-files.ts';
import { isLibraryHere } from './shared-library.ts';
import { type System, thisSystem } from './system.ts';

const SEE = '(docs/gpu.md)';

/** What is missing; undefined where it has to be tried. */
export function nvidiaMissing(system: System = thisSystem()): Obstacle | undefined {
  const { platform, root, env } = system;
  if (platform === 'darwin')
    return { problem: 'CUDA does not run on macOS', remedy: 'take onnx:webgpu, which computes with Metal' };
  if (!seesGpu(system, { nvidia: true }))
    return {
      problem: 'no NVIDIA GPU is to be seen (no /dev/nvidia0)',
      remedy: `install its driver; in a container, pass the GPU on: docker run --gpus all ${SEE}`,
    };
  const isHere =
    platform === 'win32'
      ? existsSync(join(env.SystemRoot ?? 'C:\\Windows', 'System32', 'nvcuda.dll'))
      : isLibraryHere('libcuda.so.1', system) || existsSync(join(root, 'usr/lib/wsl/lib/libcuda.so.1'));
  return isHere
    ? undefined
    : {
        problem: `NVIDIA's driver is not installed (no ${platform === 'win32' ? 'nvcuda.dll' : 'libcuda.so.1'})`,
        remedy: `install it: apt install nvidia-driver; nvidia-smi then lists the GPU ${SEE}`,
      };
}
