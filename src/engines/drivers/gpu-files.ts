/** @file Whether Linux has a GPU for programs to compute on: the files by which its drivers are spoken to. */
import { join } from 'node:path';
import { namesIn } from './shared-library.ts';
import type { System } from './system.ts';

/** TABLE of those files: below which folder, and what they are called. */
const FILES: readonly (readonly [folder: string, name: RegExp, nvidia: boolean])[] = [
  ['dev', /^nvidia\d+$/, true],
  // Windows' GPU, seen from Linux inside it; and those of NVIDIA's small computers.
  ['dev', /^dxg$/, true],
  ['dev', /^(nvmap|nvhost-gpu|nvgpu)$/, true],
  ['dev/dri', /^renderD\d+$/, false],
  ['dev', /^(kgsl-3d0|mali\d+)$/, false],
];

/** Whether a GPU is to be seen, or one that may be NVIDIA's. Systems other than Linux have no such files, and are taken to have one. */
export const seesGpu = ({ root, platform }: System, { nvidia }: { readonly nvidia: boolean }): boolean =>
  platform !== 'linux' ||
  FILES.some(
    ([folder, name, isNvidia]) =>
      (isNvidia || !nvidia) && namesIn(join(root, folder)).some((file) => name.test(file)),
  );
