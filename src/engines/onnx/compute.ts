/** @file Whether a device computes here: asking for a provider that can't be loaded fails, and so does a driver that has no device. */
import { input } from '../../graph/expr.ts';
import { mul } from '../../graph/ops.ts';
import { compileGraph } from './compile.ts';
import type { Device } from './device.ts';
import { floats } from './session.ts';

/**
 * Multiplies two numbers on a device.
 *
 * @throws Error of onnxruntime's, where that is not possible.
 */
export async function compute(device: Device): Promise<void> {
  const session = await compileGraph('trial', { y: mul(input('x', [1]), 7) }, { device, threads: 1 });
  const { y } = await session.run({ x: floats(Float32Array.of(6), [1]) });
  await session.release();
  if ((y!.data as Float32Array)[0] !== 42) throw new Error('it does not compute');
}
