/** @file TABLE of the devices that onnxruntime computes on, the fastest first: `auto` takes the first that works. */
import type { Device } from './device.ts';

export const DEVICES = {
  cpu: {
    summary: 'onnxruntime on the CPU: the whole training step as one ONNX graph (default)',
    remedy: 'npm install onnxruntime-node',
    sessions: { executionProviders: ['cpu'] },
    withoutRules: [],
    program: async () => (await import('./programs/loop.ts')).openLoop,
  },
} satisfies Record<string, Device>;

export type DeviceName = keyof typeof DEVICES;
export const deviceNames = Object.keys(DEVICES) as DeviceName[];
