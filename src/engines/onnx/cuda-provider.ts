/** @file Whether onnxruntime's CUDA provider lies beside its library. No npm package brings it; scripts/setup-cuda.sh puts it there. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Obstacle } from '../engine.ts';
import { setupCommand } from '../setup-scripts.ts';

const PROVIDER = 'libonnxruntime_providers_cuda.so';

const require = createRequire(import.meta.url);

/** Folder of onnxruntime's library. */
const libraryFolder = (): string =>
  join(
    dirname(require.resolve('onnxruntime-node/package.json')),
    'bin/napi-v6',
    process.platform,
    process.arch,
  );

/** What is missing, without loading anything: onnxruntime would say so itself, but on stderr. */
export async function providerMissing(): Promise<Obstacle | undefined> {
  if (process.platform !== 'linux')
    return {
      problem: 'onnxruntime-node computes by CUDA on Linux only',
      remedy: 'take onnx:webgpu, which needs no more than the driver of the GPU',
    };
  if (existsSync(join(libraryFolder(), PROVIDER))) return undefined;
  return { problem: "onnxruntime's CUDA provider is not installed", remedy: setupCommand('cuda') };
}
