/** @file onnxruntime-node sessions, with the options that were measured (docs/decisions/). */
import ort from 'onnxruntime-node';
import { settlePrecision } from '../precision.ts';
import type { Device } from './device.ts';

export type { InferenceSession, Tensor } from 'onnxruntime-node';
export { ort };

/**
 * Numbers in a tensor from which on memory is handed out as nodes ask for it. A pattern planned beforehand saves small graphs some microseconds a
 * node; for tensors of 16 MB it keeps room that others could share: 40 % more at the peak of the 11-layer convolutional network.
 */
export const LARGE = 2 ** 22;

export interface SessionSpec {
  readonly device: Pick<Device, 'sessions' | 'memory' | 'substitutes'>;
  readonly threads: number;
  /** Numbers in the model's largest tensor. */
  readonly largest?: number;
  /** Whether outputs stay where the device keeps tensors, instead of coming to the host. */
  readonly stay?: boolean;
}

/** Compiles a model for a device. Bits depend on the device and the number of threads, and on nothing else. */
export function createSession(
  model: Uint8Array,
  { device, threads, largest = 0, stay }: SessionSpec,
): Promise<ort.InferenceSession> {
  settlePrecision();
  return ort.InferenceSession.create(model, {
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableMemPattern: largest < LARGE,
    logSeverityLevel: 3,
    ...(stay && device.memory && { preferredOutputLocation: device.memory }),
    ...device.sessions,
  });
}

export const floats = (data: Float32Array, shape: readonly number[]): ort.Tensor =>
  new ort.Tensor('float32', data, shape);
export const longs = (data: BigInt64Array, shape: readonly number[]): ort.Tensor =>
  new ort.Tensor('int64', data, shape);
export const integers = (data: Int32Array, shape: readonly number[]): ort.Tensor =>
  new ort.Tensor('int32', data, shape);
