/** @file A GPU told from a software rasteriser, by what processes had mapped with one and the other. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { driverFound, wrongDriver } from './software-driver.ts';

/** Lines as Linux has them, of a process that has mapped these files. */
function found(files: readonly string[], { gpu = false, platform = 'linux' as NodeJS.Platform } = {}) {
  const root = temporaryFolder();
  mkdirSync(join(root, 'proc/self'), { recursive: true });
  const lines = [
    '7f00-7f10 rw-p 00000000 00:00 0 ',
    ...files.map((file) => `7f10-7f20 r-xp 00000000 08:01 1234   ${file}`),
  ];
  writeFileSync(join(root, 'proc/self/maps'), `${lines.join('\n')}\n`);
  if (gpu) {
    mkdirSync(join(root, 'dev/dri'), { recursive: true });
    writeFileSync(join(root, 'dev/dri/renderD128'), '');
  }
  return driverFound({ root, env: {}, platform });
}

it.each([
  ['SwiftShader', ['/usr/lib/libvulkan.so.1', '/usr/lib/chromium/libvk_swiftshader.so'], {}],
  ['lavapipe', ['/usr/lib/libvulkan.so.1', '/usr/lib/x86_64-linux-gnu/libvulkan_lvp.so'], {}],
  // All drivers of Mesa, on a machine without a GPU and on one with it.
  [
    'lavapipe',
    ['/usr/lib/libvulkan_radeon.so', '/usr/lib/libvulkan_lvp.so', '/usr/lib/libvulkan_intel.so'],
    {},
  ],
  ['GPU', ['/usr/lib/libvulkan_radeon.so', '/usr/lib/libvulkan_lvp.so'], { gpu: true }],
  ['GPU', ['/usr/lib/libvulkan.so.1', '/usr/lib/libGLX_nvidia.so.550.54'], { gpu: true }],
  // A software driver asked for by name on a machine with a GPU.
  ['SwiftShader', ['/usr/lib/chromium/libvk_swiftshader.so'], { gpu: true }],
  ['unknown', ['/usr/lib/libvulkan.so.1', '/usr/lib/libc.so.6'], { gpu: true }],
  ['unknown', [], { platform: 'win32' as const }],
] as const)('tells %s by %o', (name, files, machine) => expect(found(files, machine)).toBe(name));

it('refuses software for a GPU, and a GPU for software', () => {
  expect(wrongDriver('hardware', 'lavapipe')?.problem).toContain('a software rasteriser, lavapipe');
  expect(wrongDriver('hardware', 'lavapipe')?.remedy).toContain('--engine onnx:webgpu:software');
  expect(wrongDriver('hardware', 'GPU')).toBeUndefined();
  expect(wrongDriver('hardware', 'unknown')).toBeUndefined();
  expect(wrongDriver('software', 'SwiftShader')).toBeUndefined();
  expect(wrongDriver('software', 'GPU')?.problem).toContain('on a GPU');
  expect(wrongDriver('software', 'unknown')?.problem).toContain('can not be told');
});
