/** @file What is seen of drivers, on machines that are made up of files: each obstacle alone, and none where all is there. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { gpuMemory } from './gpu-memory.ts';
import { nvidiaMissing } from './nvidia.ts';
import type { System } from './system.ts';
import { vulkanMissing } from './vulkan.ts';

const icd = (library: string): string =>
  JSON.stringify({ ICD: { library_path: library, api_version: '1.3' } });
const LOADER = { 'usr/lib/x86_64-linux-gnu/libvulkan.so.1': '' };
const GPU = { 'dev/dri/renderD128': '' };
const RADEON = { 'usr/share/vulkan/icd.d/radeon_icd.x86_64.json': icd('libvulkan_radeon.so') };
const LAVAPIPE = { 'usr/share/vulkan/icd.d/lvp_icd.json': icd('/usr/lib/libvulkan_lvp.so') };
const SWIFTSHADER = { 'opt/chromium/vk_swiftshader_icd.json': icd('./libvk_swiftshader.so') };

/** A machine that has these files, by path and content. */
function machine(
  files: Readonly<Record<string, string>>,
  env: System['env'] = {},
  platform: NodeJS.Platform = 'linux',
): System {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, env: { HOME: '/home/me', ...env }, platform };
}

describe('vulkanMissing', () => {
  const problem = (...given: Parameters<typeof machine>) =>
    vulkanMissing({ software: false }, machine(...given))?.problem;
  const problemOfSoftware = (...given: Parameters<typeof machine>) =>
    vulkanMissing({ software: true }, machine(...given))?.problem;

  it('finds nothing missing where loader, driver and GPU are there', () => {
    expect(problem({ ...LOADER, ...GPU, ...RADEON })).toBeUndefined();
    expect(problem({ ...LOADER, ...GPU, ...RADEON, ...LAVAPIPE })).toBeUndefined();
    expect(
      problem({
        ...LOADER,
        'dev/nvidia0': '',
        'etc/vulkan/icd.d/nvidia_icd.json': icd('libGLX_nvidia.so.0'),
      }),
    ).toBeUndefined();
    // In the user's own folder; the loader by the linker's cache, or by LD_LIBRARY_PATH.
    const own = { 'home/me/.local/share/vulkan/icd.d/x.json': icd('x.so') };
    expect(problem({ ...GPU, ...own, 'etc/ld.so.cache': 'libx\0/opt/lib/libvulkan.so.1\0' })).toBeUndefined();
    expect(
      problem({ ...GPU, ...own, 'opt/vk/libvulkan.so.1': '' }, { LD_LIBRARY_PATH: '/none:/opt/vk' }),
    ).toBeUndefined();
  });

  it('says which of them is missing', () => {
    expect(problem({ ...LOADER, ...RADEON })).toMatch(/no GPU is to be seen/);
    // A display without a GPU to compute on.
    expect(problem({ ...LOADER, ...RADEON, 'dev/dri/card0': '' })).toMatch(/no GPU is to be seen/);
    expect(problem({ ...GPU, ...RADEON })).toMatch(/libvulkan\.so\.1, is not installed/);
    expect(problem({ ...GPU, ...RADEON, 'etc/ld.so.cache': '/lib/libvulkan.so.10\0' })).toMatch(
      /not installed/,
    );
    expect(problem({ ...GPU, ...LOADER })).toMatch(/no driver here/);
    expect(problem({ ...GPU, ...LOADER, ...LAVAPIPE })).toMatch(/software rasteriser/);
    expect(vulkanMissing({ software: false }, machine({ ...GPU, ...RADEON }))?.remedy).toContain(
      'apt install libvulkan1',
    );
  });

  it('takes the drivers that a variable names instead of those installed', () => {
    const files = { ...LOADER, ...GPU, ...RADEON, ...SWIFTSHADER };
    const only = (name: string) => ({ [name]: '/opt/chromium/vk_swiftshader_icd.json' });
    expect(problem(files, only('VK_ICD_FILENAMES'))).toMatch(/software rasteriser/);
    expect(problem(files, only('VK_DRIVER_FILES'))).toMatch(/software rasteriser/);
    expect(problem(files, { VK_ICD_FILENAMES: '/nowhere.json' })).toMatch(/no driver here/);
  });

  it('is content with a software rasteriser and no GPU where that is asked for', () => {
    expect(problemOfSoftware({ ...LOADER, ...LAVAPIPE })).toBeUndefined();
    expect(problemOfSoftware(LAVAPIPE)).toMatch(/libvulkan\.so\.1/);
    expect(problemOfSoftware(LOADER)).toMatch(/no driver here/);
  });

  it('leaves Windows and macOS to be tried', () => {
    expect(problem({}, {}, 'win32')).toBeUndefined();
    expect(problem({}, {}, 'darwin')).toBeUndefined();
  });
});

describe('nvidiaMissing', () => {
  const problem = (...given: Parameters<typeof machine>) => nvidiaMissing(machine(...given))?.problem;

  it('wants a GPU and its driver', () => {
    const library = { 'usr/lib64/libcuda.so.1': '' };
    expect(problem({ 'dev/nvidia0': '', ...library })).toBeUndefined();
    expect(problem({ 'dev/dxg': '', 'usr/lib/wsl/lib/libcuda.so.1': '' })).toBeUndefined();
    expect(problem(library)).toMatch(/no NVIDIA GPU/);
    expect(problem({ ...GPU, ...library })).toMatch(/no NVIDIA GPU/);
    // The device files of a driver that is being removed, or of its control only.
    expect(problem({ 'dev/nvidiactl': '', ...library })).toMatch(/no NVIDIA GPU/);
    expect(problem({ 'dev/nvidia0': '' })).toMatch(/driver is not installed \(no libcuda\.so\.1\)/);
  });

  it('knows that there is none for macOS, and looks for the library on Windows', () => {
    expect(problem({}, {}, 'darwin')).toMatch(/macOS/);
    expect(problem({}, { SystemRoot: '/nowhere' }, 'win32')).toMatch(/nvcuda\.dll/);
  });
});

describe('gpuMemory', () => {
  const nobody = () => Promise.reject(new Error('no such program'));
  const amd = (card: string, total: number, used: number) => ({
    [`sys/class/drm/${card}/device/mem_info_vram_total`]: `${total}\n`,
    [`sys/class/drm/${card}/device/mem_info_vram_used`]: `${used}\n`,
  });

  it('asks nvidia-smi for the GPU that may be used', async () => {
    const asked: (readonly string[])[] = [];
    const ask = async (args: readonly string[]) => {
      asked.push(args);
      return '81559, 81000, NVIDIA H100 80GB HBM3\n';
    };
    const here = { 'dev/nvidia0': '' };
    expect(await gpuMemory(machine(here), ask)).toEqual({
      ...{ name: 'NVIDIA H100 80GB HBM3', bytes: 81559 * 2 ** 20, freeBytes: 81000 * 2 ** 20 },
    });
    expect(asked[0]).not.toContain('-i');
    await gpuMemory(machine(here, { CUDA_VISIBLE_DEVICES: '3,1' }), ask);
    expect(asked[1]!.slice(-2)).toEqual(['-i', '3']);
    // Where none is to be seen, nor asked.
    expect(await gpuMemory(machine({}), ask)).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  it('reads what the driver of AMD says, of the larger GPU', async () => {
    const files = {
      ...amd('renderD128', 512e6, 1e6),
      ...amd('renderD129', 16e9, 1e9),
      'sys/class/drm/card0': '',
    };
    expect(await gpuMemory(machine(files), nobody)).toEqual({
      name: 'AMD GPU',
      bytes: 16e9,
      freeBytes: 15e9,
    });
  });

  it('knows nothing where nobody says', async () => {
    expect(await gpuMemory(machine({ 'dev/nvidia0': '' }), nobody)).toBeUndefined();
    expect(await gpuMemory(machine({ 'dev/nvidia0': '' }), async () => '[N/A], [N/A], X\n')).toBeUndefined();
    expect(await gpuMemory(machine(GPU), nobody)).toBeUndefined();
  });
});
