/** @file TABLE of the devices that onnxruntime computes on. */
import { setupCommand } from '../setup-scripts.ts';
import type { Device } from './device.ts';

/** Sessions of a GPU alone: a node without a kernel is an error, and never computed elsewhere without a word. */
const GPU_SESSIONS = {
  executionProviders: ['webgpu'],
  extra: { session: { disable_cpu_ep_fallback: '1' } },
};

/** What a GPU is computed on by, and by a processor in its place. */
const WEBGPU = {
  sessions: GPU_SESSIONS,
  substitutes: async (outputs) =>
    (await import('./webgpu/substitutes.ts')).substitutesFor(outputs, { sessions: GPU_SESSIONS }),
  withoutRules: [],
  memory: 'gpu-buffer',
  replicas: 'as one graph',
  program: async () => (await import('./programs/stepwise.ts')).openStepwise,
} satisfies Partial<Device>;

export const DEVICES = {
  cpu: {
    summary: 'onnxruntime on the CPU: the whole training step as one ONNX graph (default)',
    remedy: 'npm install onnxruntime-node',
    auto: true,
    sessions: { executionProviders: ['cpu'] },
    withoutRules: [],
    replicas: 'one by one',
    program: async () => (await import('./programs/loop.ts')).openLoop,
  },
  webgpu: {
    ...WEBGPU,
    summary: 'onnxruntime on any GPU by WebGPU, with no more than its driver: Vulkan, Direct3D 12 or Metal',
    remedy: "install the GPU's driver; on Linux also the Vulkan loader: apt install libvulkan1",
    auto: true,
    driver: 'hardware',
    missing: async () => (await import('../drivers/vulkan.ts')).vulkanMissing({ software: false }),
  },
  'webgpu:software': {
    ...WEBGPU,
    summary:
      'the same on a Vulkan driver that computes on the CPU, such as SwiftShader: slow, for trying what a GPU would do',
    remedy:
      'apt install chromium, then VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json LD_LIBRARY_PATH=/usr/lib/chromium',
    auto: false,
    driver: 'software',
    missing: async () => (await import('../drivers/vulkan.ts')).vulkanMissing({ software: true }),
  },
  cuda: {
    summary: 'onnxruntime on an NVIDIA GPU, by CUDA: K steps a call, the data set in its memory',
    remedy: setupCommand('cuda'),
    auto: true,
    tf32: true,
    missing: async () =>
      (await import('../drivers/nvidia.ts')).nvidiaMissing() ??
      (await import('./cuda-provider.ts')).providerMissing(),
    // Of CUDA's options onnxruntime-node passes on the number of the GPU alone; CUDA_VISIBLE_DEVICES chooses one as well.
    sessions: { executionProviders: ['cuda'] },
    withoutRules: [],
    replicas: 'as one graph',
    program: async () => (await import('./programs/loop.ts')).openLoopOnGpu,
  },
} satisfies Record<string, Device>;

export type DeviceName = keyof typeof DEVICES;
export const deviceNames = Object.keys(DEVICES) as DeviceName[];

export const deviceRow = (name: DeviceName): Device => DEVICES[name];
