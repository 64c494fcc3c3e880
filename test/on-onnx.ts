/** @file Runs a graph as it stands on onnxruntime: on the CPU, on one thread, if not told of another device. */

import { compileGraph } from '../src/engines/onnx/compile.ts';
import type { Device } from '../src/engines/onnx/device.ts';
import { DEVICES } from '../src/engines/onnx/devices.ts';
import { ort } from '../src/engines/onnx/session.ts';
import { GEOMETRIES } from '../src/engines/onnx/webgpu/convolutions.ts';
import { substitutesWhere } from '../src/engines/onnx/webgpu/substitutes.ts';
import { type Expr, inputsOf } from '../src/graph/expr.ts';
import type { Tensor } from '../src/graph/reference.ts';

function tensorOf({ shape, dtype }: Expr, { data }: Tensor): ort.Tensor {
  if (dtype === 'bool') return new ort.Tensor('bool', Uint8Array.from(data), shape);
  if (dtype === 'int32') return new ort.Tensor('int32', Int32Array.from(data), shape);
  return new ort.Tensor('float32', Float32Array.from(data), shape);
}

/** What takes the place of ops on a GPU, computed on the CPU. */
export const LIKE_GPU: Pick<Device, 'sessions' | 'substitutes'> = {
  ...DEVICES.cpu,
  substitutes: async () => substitutesWhere(new Set(GEOMETRIES)),
};

/** Values of the outputs, given a tensor for every Input by name; booleans come back as 0 and 1. */
export async function onOnnx(
  outputs: Readonly<Record<string, Expr>>,
  feeds: Readonly<Record<string, Tensor>>,
  device: Pick<Device, 'sessions' | 'substitutes'> = DEVICES.cpu,
): Promise<ort.InferenceSession.ReturnType> {
  const inputs = inputsOf(Object.values(outputs));
  const name = (x: Expr<'Input'>): string => x.attributes.name;
  const session = await compileGraph('test', outputs, { device, threads: 1 });
  const results = await session.run(
    Object.fromEntries(inputs.map((x) => [name(x), tensorOf(x, feeds[name(x)]!)])),
  );
  await session.release();
  return results;
}
