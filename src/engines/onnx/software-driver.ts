/**
 * @file Whether what computes as a GPU is a program on the CPU: a software rasteriser. onnxruntime does not say which driver it found; on Linux the
 * libraries that the process has mapped once a session was made do.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { seesGpu } from '../drivers/gpu-files.ts';
import { type System, thisSystem } from '../drivers/system.ts';
import type { Obstacle } from '../engine.ts';

/** TABLE of Vulkan's drivers that compute on the CPU, by the names of their libraries. */
const SOFTWARE: Readonly<Record<string, RegExp>> = {
  SwiftShader: /^libvk_swiftshader/,
  lavapipe: /^libvulkan_lvp/,
};
/** Libraries of drivers: Mesa's, NVIDIA's, AMD's, others. */
const DRIVER = /^lib(vulkan_\w|nvidia-vulkan|nvidia-glcore|GLX_nvidia|vk_|amdvlk)/;

/** What computes: a GPU, or the name of a software rasteriser; `unknown` where that can't be told, as on Windows and macOS. */
export function driverFound(system: System = thisSystem()): 'GPU' | 'unknown' | keyof typeof SOFTWARE {
  if (system.platform !== 'linux') return 'unknown';
  const drivers = mapped(system.root).filter((file) => DRIVER.test(file));
  const software = Object.keys(SOFTWARE).find((name) => drivers.some((file) => SOFTWARE[name]!.test(file)));
  if (software === undefined) return drivers.length > 0 ? 'GPU' : 'unknown';
  const others = drivers.some((file) => !Object.values(SOFTWARE).some((library) => library.test(file)));
  // Vulkan's loader maps every driver that is installed, those of GPUs that are not there among them.
  return others && seesGpu(system, { nvidia: false }) ? 'GPU' : software;
}

/** Names of the files that this process has mapped. */
const mapped = (root: string): readonly string[] =>
  readFileSync(join(root, 'proc/self/maps'), 'utf8')
    .split('\n')
    .map((line) => basename(line.trim().split(/\s+/)[5] ?? ''));

/** Why a driver is not of the kind that a device is for. Where it can't be told, it passes for a GPU's. */
export function wrongDriver(wanted: 'hardware' | 'software', found = driverFound()): Obstacle | undefined {
  const isSoftware = found !== 'GPU' && found !== 'unknown';
  if (wanted === 'hardware')
    return isSoftware
      ? {
          problem: `the only GPU here is a software rasteriser, ${found}`,
          remedy:
            "install the GPU's driver, or ask for it by name, --engine onnx:webgpu:software (docs/gpu.md)",
        }
      : undefined;
  if (isSoftware) return undefined;
  return {
    problem:
      found === 'GPU'
        ? 'it would compute on a GPU'
        : 'here it can not be told whether a driver computes on the CPU',
    remedy: 'take onnx:webgpu',
  };
}
