/**
 * @file The linear algebra of whitening, by onnxruntime: a·bᵀ as one Gemm, in single or double precision. On the CPU, whatever device trains, so
 * that all see the same images.
 */
import type { LinearAlgebra, Numbers } from '../../data/preprocess/linear-algebra.ts';
import { DEVICES } from './devices.ts';
import { encodeModel, valueInfo } from './proto.ts';
import { createSession, ort } from './session.ts';

const gemm = (type: 'float32' | 'float64', threads: number) =>
  createSession(
    encodeModel({
      name: 'times_transposed',
      node: [
        { opType: 'Gemm', input: ['a', 'b'], output: ['c'], attribute: [{ name: 'transB', type: 2, i: 1 }] },
      ],
      initializer: [],
      input: [valueInfo('a', ['m', 'k'], type), valueInfo('b', ['n', 'k'], type)],
      output: [valueInfo('c', ['m', 'n'], type)],
    }),
    { device: DEVICES.cpu, threads },
  );

/** Products on a number of threads. */
export async function onnxProducts(threads: number): Promise<LinearAlgebra> {
  const [single, double] = [await gemm('float32', threads), await gemm('float64', threads)];
  const tensor = (data: Numbers, k: number): ort.Tensor => {
    const shape = [data.length / k, k];
    return data instanceof Float32Array
      ? new ort.Tensor('float32', data, shape)
      : new ort.Tensor('float64', data, shape);
  };
  return {
    name: `onnxruntime-node ${ort.env.versions.node}, ${threads} threads`,
    async timesTransposed(a, b, k, into) {
      const session = a instanceof Float32Array ? single : double;
      await session.run({ a: tensor(a, k), b: tensor(b, k) }, { c: tensor(into, b.length / k) });
    },
  };
}
