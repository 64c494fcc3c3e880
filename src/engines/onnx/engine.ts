/** @file The engines `onnx` and `onnx:…`: onnxruntime-node, on one device each. */
import { createRequire } from 'node:module';
import type { AlgebraEngine, ReplicaEngine } from '../engine.ts';
import type { Device } from './device.ts';
import { DEVICES, type DeviceName } from './devices.ts';

const require = createRequire(import.meta.url);

/** What computes: library, version, device. */
function deviceText(name: DeviceName): string {
  const { version } = require('onnxruntime-node/package.json') as { version: string };
  return `onnxruntime-node ${version}, ${name}`;
}

/** The engine of one device. */
export const deviceEngine = (name: DeviceName): AlgebraEngine & ReplicaEngine => ({
  async available() {
    try {
      const device: Device = DEVICES[name];
      const obstacle = await device.missing?.();
      if (obstacle) return { works: false, ...obstacle };
      const { compute } = await import('./compute.ts');
      await compute(device);
      const wrong = device.driver && (await import('./software-driver.ts')).wrongDriver(device.driver);
      if (wrong) return { works: false, ...wrong };
      return { works: true, device: deviceText(name) };
    } catch (error) {
      const problem = error instanceof Error ? error.message.split('\n')[0]! : String(error);
      return { works: false, problem, remedy: DEVICES[name].remedy };
    }
  },
  async create(spec) {
    const { createTrainer } = await import('./trainer.ts');
    return createTrainer(spec, DEVICES[name], deviceText(name));
  },
  async createReplicas(specs) {
    const { createReplicas } = await import('./replicas.ts');
    return createReplicas(specs, DEVICES[name], deviceText(name));
  },
  async linearAlgebra(threads) {
    const { onnxProducts } = await import('./products.ts');
    return onnxProducts(threads);
  },
});
