/**
 * @file Whether what computes as a GPU is a program on the CPU. onnxruntime does not say which driver it found; on Linux the libraries that the
 * process has loaded do.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Libraries of Vulkan drivers that compute on the CPU, and what they are called. */
const SOFTWARE: Readonly<Record<string, RegExp>> = {
  SwiftShader: /^libvk_swiftshader/,
  lavapipe: /^libvulkan_lvp/,
};
const DRIVER = /^lib(vulkan_|nvidia-vulkan|GLX_nvidia|vk_|amdvlk)/;

/** What the kernel offers of a GPU: by graphics drivers, by NVIDIA's, by Windows under Linux. */
const hasGpu = (): boolean =>
  existsSync('/dev/nvidia0') ||
  existsSync('/dev/dxg') ||
  (existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD')));

/** Names of the files that this process has mapped. */
const loaded = (): readonly string[] =>
  readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .map((line) => basename(line.split(/\s+/)[5] ?? ''));

/** What computes in place of a GPU, once a session was made: a name, undefined for a GPU, or `unknown` where it can't be told. */
export function softwareDriver(platform: string = process.platform): string | undefined {
  if (platform !== 'linux') return 'unknown';
  const drivers = loaded().filter((file) => DRIVER.test(file));
  const names = Object.keys(SOFTWARE).filter((name) => drivers.some((file) => SOFTWARE[name]!.test(file)));
  const others = drivers.some((file) => !Object.values(SOFTWARE).some((library) => library.test(file)));
  // The loader opens every driver that is installed, those of GPUs that are not there among them.
  return others && hasGpu() ? undefined : names[0];
}

/**
 * Why a driver is not of the kind that a device is for, once a session was made.
 * Where it can't be told, it passes for a GPU's.
 */
export function wrongDriver(
  wanted: 'hardware' | 'software',
  found: string | undefined = softwareDriver(),
): { readonly problem: string; readonly remedy: string } | undefined {
  const software = found !== undefined && found !== 'unknown';
  if (wanted === 'hardware' && software)
    return {
      problem: `the only GPU here is ${found}, which computes on the CPU`,
      remedy: "install the GPU's driver, or ask for it by name: --engine onnx:webgpu:software",
    };
  if (wanted === 'software' && !software)
    return {
      problem:
        found === 'unknown'
          ? 'whether a driver computes on the CPU can be told on Linux only'
          : 'it would compute on a GPU',
      remedy: '--engine onnx:webgpu',
    };
  return undefined;
}
