/** @file A project folder that has a setup script where a clone has it, and a way to call it there. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { afterAll } from 'vitest';
import { type Ended, startProgram } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

export const PACKAGE = '{"name": "project", "private": true}\n';

export function setupProject(finished?: typeof afterAll): string {
  const folder = temporaryFolder(finished);
  mkdirSync(join(folder, 'scripts'));
  for (const name of ['setup-tfjs.sh', 'setup-cuda.sh', 'setup'])
    cpSync(join('scripts', name), join(folder, 'scripts', name), { recursive: true });
  writeFileSync(join(folder, 'package.json'), PACKAGE);
  return folder;
}

/** Calls a script of a project, in an environment that names no libraries but those given. */
export function callSetup(
  script: 'setup-tfjs.sh' | 'setup-cuda.sh',
  folder: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const { VIRTUAL_ENV, TENSORFLOW_LIB, ONNXRUNTIME_GPU, CUDA_LIB, ...rest } = process.env;
  return startProgram('bash', [join(folder, 'scripts', script), ...args], { env: { ...rest, ...env } }).ended;
}

export const starts = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
