/** @file The engine `onnx`: onnxruntime-node's CPU provider. */
import { createRequire } from 'node:module';
import type { AlgebraEngine } from '../engine.ts';

const require = createRequire(import.meta.url);

const device = (): string => {
  const { version } = require('onnxruntime-node/package.json') as { version: string };
  return `onnxruntime-node ${version}, cpu`;
};

export const engine: AlgebraEngine = {
  async available() {
    try {
      await import('./session.ts');
      return { works: true, device: device() };
    } catch (error) {
      const problem = error instanceof Error ? error.message.split('\n')[0]! : String(error);
      return { works: false, problem, remedy: 'npm install onnxruntime-node' };
    }
  },
  async create(spec) {
    const { createTrainer } = await import('./trainer.ts');
    return createTrainer(spec, device());
  },
  async linearAlgebra(threads) {
    const { onnxProducts } = await import('./products.ts');
    return onnxProducts(threads);
  },
};
