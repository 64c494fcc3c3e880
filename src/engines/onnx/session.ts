/** @file onnxruntime-node sessions, with the options that were measured (docs/decisions/). */
import ort from 'onnxruntime-node';

export type { InferenceSession, Tensor } from 'onnxruntime-node';
export { ort };

/** Compiles a model for the CPU. Bits depend on the number of threads, and on nothing else. */
export const createSession = (model: Uint8Array, threads: number): Promise<ort.InferenceSession> =>
  ort.InferenceSession.create(model, {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });

export const floats = (data: Float32Array, shape: readonly number[]): ort.Tensor =>
  new ort.Tensor('float32', data, shape);
export const longs = (data: BigInt64Array, shape: readonly number[]): ort.Tensor =>
  new ort.Tensor('int64', data, shape);
export const integers = (data: Int32Array, shape: readonly number[]): ort.Tensor =>
  new ort.Tensor('int32', data, shape);
/** One byte an element, 0 or 1. */
export const booleans = (data: Uint8Array, shape: readonly number[]): ort.Tensor =>
  new ort.Tensor('bool', data, shape);
