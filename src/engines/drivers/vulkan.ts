/** @file What WebGPU lacks on Linux, at first sight: a GPU, Vulkan's loader, a driver for it. On Windows and macOS it computes with what the system brings. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '../../files/json-guards.ts';
import type { Obstacle } from '../engine.ts';
import { seesGpu } from './gpu-files.ts';
import { isLibraryHere, namesIn } from './shared-library.ts';
import { type System, thisSystem } from './system.ts';

const SEE = '(docs/gpu.md)';
const LOADER = 'libvulkan.so.1';

/** What is missing; undefined where it has to be tried. `software`: a driver that computes on the CPU will do, and needs no GPU. */
export function vulkanMissing(
  { software }: { readonly software: boolean },
  system: System = thisSystem(),
): Obstacle | undefined {
  if (system.platform !== 'linux') return undefined;
  if (!software && !seesGpu(system, { nvidia: false }))
    return {
      problem: 'no GPU is to be seen (no /dev/dri/renderD*, no /dev/nvidia*)',
      remedy: `pass the GPU on to this machine or container ${SEE}`,
    };
  if (!isLibraryHere(LOADER, system))
    return {
      problem: `Vulkan's loader, ${LOADER}, is not installed`,
      remedy: `install it: apt install libvulkan1, dnf install vulkan-loader ${SEE}`,
    };
  const drivers = driverFiles(system);
  if (drivers.length === 0)
    return {
      problem: 'Vulkan has no driver here (no icd.d/*.json)',
      remedy: `install your GPU's: apt install mesa-vulkan-drivers, or nvidia-driver ${SEE}`,
    };
  if (!software && drivers.every(isSoftware))
    return {
      problem: 'the only driver of Vulkan here is a software rasteriser',
      remedy: `install your GPU's, or ask for onnx:webgpu:software, which is slow ${SEE}`,
    };
  return undefined;
}

/** Files that describe drivers, where Vulkan's loader looks for them. */
export function driverFiles({ root, env }: Pick<System, 'root' | 'env'>): readonly string[] {
  const listed = (paths: string) => paths.split(':').filter((path) => path !== '');
  const jsonIn = (place: string) => {
    const path = join(root, place);
    const inside = namesIn(path).map((name) => join(path, name));
    return [...inside, path].filter((file) => file.endsWith('.json') && existsSync(file));
  };
  const instead = env.VK_DRIVER_FILES ?? env.VK_ICD_FILENAMES;
  if (instead !== undefined) return listed(instead).flatMap(jsonIn);
  const home = env.HOME ?? homedir();
  const folders = [
    ...[env.XDG_CONFIG_HOME || join(home, '.config'), ...listed(env.XDG_CONFIG_DIRS || '/etc/xdg')],
    ...['/usr/local/etc', '/etc', env.XDG_DATA_HOME || join(home, '.local/share')],
    ...listed(env.XDG_DATA_DIRS || '/usr/local/share:/usr/share'),
  ];
  return [
    ...listed(env.VK_ADD_DRIVER_FILES ?? '').flatMap(jsonIn),
    ...folders.flatMap((folder) => jsonIn(join(folder, 'vulkan/icd.d'))),
  ];
}

/** Whether the library that a file names is known to compute on the CPU: Mesa's lavapipe, SwiftShader. */
function isSoftware(file: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const icd = isRecord(value) && isRecord(value.ICD) ? value.ICD : {};
    return /vulkan_lvp|swiftshader/i.test(String(icd.library_path));
  } catch {
    return false;
  }
}
