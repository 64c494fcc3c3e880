/** @file The engines `onnx` and `onnx:…`: onnxruntime-node, on one device each. */
import { createRequire } from 'node:module';
import type { AlgebraEngine, Failure, Obstacle, ReplicaEngine } from '../engine.ts';
import { failureIn, firstLine } from '../failure.ts';
import type { Device } from './device.ts';
import { type DeviceName, deviceRow } from './devices.ts';
import { FAILURES } from './failures.ts';

const require = createRequire(import.meta.url);

/** What computes: library, version, device. */
function deviceText(name: DeviceName): string {
  const { version } = require('onnxruntime-node/package.json') as { version: string };
  return `onnxruntime-node ${version}, ${name}`;
}

const explain = (words: string): Failure | undefined => failureIn(words, FAILURES);

/** The engine of one device. */
export function deviceEngine(name: DeviceName): AlgebraEngine & ReplicaEngine {
  const device = deviceRow(name);
  const missing = async () => device.missing?.();
  return {
    missing,
    explain,
    async available() {
      const obstacle = (await missing()) ?? (await tried(device));
      return obstacle ? { works: false, ...obstacle } : { works: true, device: deviceText(name) };
    },
    async create(spec) {
      const { createTrainer } = await import('./trainer.ts');
      return createTrainer(spec, device, deviceText(name));
    },
    async createReplicas(specs) {
      const { createReplicas } = await import('./replicas/replicas.ts');
      return createReplicas(specs, device, deviceText(name));
    },
    async linearAlgebra(threads) {
      const { onnxProducts } = await import('./products.ts');
      return onnxProducts(threads);
    },
  };
}

/** What keeps a device from a first computation, or the driver that does it from being of its kind. */
async function tried(device: Device): Promise<Obstacle | undefined> {
  try {
    const { compute } = await import('./compute.ts');
    await compute(device);
  } catch (error) {
    return explain(String(error)) ?? { problem: firstLine(error), remedy: device.remedy };
  }
  return device.driver && (await import('./software-driver.ts')).wrongDriver(device.driver);
}
