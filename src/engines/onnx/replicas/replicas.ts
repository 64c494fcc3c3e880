/** @file Replicas on onnxruntime, as its devices train them fastest. */
import { checkAlike, type Replicas } from '../../replicas.ts';
import type { TrainerSpec } from '../../trainer.ts';
import type { Device } from '../device.ts';
import { asOneGraph } from './as-one-graph.ts';
import { oneByOne } from './one-by-one.ts';

const WAYS: Readonly<Record<Device['replicas'], typeof oneByOne>> = {
  'one by one': oneByOne,
  'as one graph': asOneGraph,
};

/**
 * Several runs on one device; `text` is what it is called.
 * @throws UserError (exit code 2) where they can't be together.
 */
export async function createReplicas(
  specs: readonly TrainerSpec[],
  device: Device,
  text: string,
): Promise<Replicas> {
  checkAlike(specs);
  return WAYS[device.replicas](specs, device, text);
}
