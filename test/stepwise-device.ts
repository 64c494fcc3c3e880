/** @file The CPU as if it had no Loop and kept tensors by itself: a device that takes steps as GPUs do, so that what they need is tested where none is. */
import type { Engine } from '../src/engines/engine.ts';
import type { Device } from '../src/engines/onnx/device.ts';
import { DEVICES } from '../src/engines/onnx/devices.ts';
import { openStepwise } from '../src/engines/onnx/programs/stepwise.ts';
import { createTrainer } from '../src/engines/onnx/trainer.ts';

export const STEPWISE: Device = { ...DEVICES.cpu, memory: 'cpu', program: async () => openStepwise };

export const stepwiseEngine: Engine = {
  available: async () => ({ works: true, device: 'cpu, one step a call' }),
  create: (spec) => createTrainer(spec, STEPWISE, 'cpu, one step a call'),
};
