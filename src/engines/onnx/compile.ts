/** @file Compiles a graph for a device, in ops that it computes. */
import type { Outputs } from '../graphs.ts';
import { substitute } from './expand.ts';
import { graphModel } from './graph-model.ts';
import { createSession, type InferenceSession, type SessionSpec } from './session.ts';

/**
 * A session that takes the graph's Inputs and gives its outputs, by their names.
 *
 * @throws Error of onnxruntime's, where the device has no kernel for a node; UserError where it computes wrong.
 */
export async function compileGraph(
  name: string,
  outputs: Outputs,
  spec: SessionSpec,
): Promise<InferenceSession> {
  const substitutes = await spec.device.substitutes?.(outputs);
  return createSession(graphModel(name, substitutes ? substitute(outputs, substitutes) : outputs), spec);
}
