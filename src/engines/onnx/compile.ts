/** @file Compiles a graph for a device, in ops that it computes. */
import type { Outputs } from '../graphs.ts';
import type { Device } from './device.ts';
import { substitute } from './expand.ts';
import { graphModel } from './graph-model.ts';
import type { ModelPart } from './model-part.ts';
import { createSession, type InferenceSession, type SessionSpec } from './session.ts';

/**
 * The same outputs in ops that a device computes.
 *
 * @throws UserError where it computes wrong.
 */
export async function inOpsOf(device: Pick<Device, 'substitutes'>, outputs: Outputs): Promise<Outputs> {
  const substitutes = await device.substitutes?.(outputs);
  return substitutes ? substitute(outputs, substitutes) : outputs;
}

/**
 * A session that takes the graph's Inputs, but for those that parts of it give, and gives its outputs, by their names.
 *
 * @throws Error of onnxruntime's, where the device has no kernel for a node; UserError where it computes wrong.
 */
export const compileGraph = async (
  name: string,
  outputs: Outputs,
  spec: SessionSpec,
  parts: readonly ModelPart[] = [],
): Promise<InferenceSession> =>
  createSession(graphModel(name, await inOpsOf(spec.device, outputs), parts), spec);
