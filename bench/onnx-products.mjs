/** @file The linear algebra of whitening, by onnxruntime: a·bᵀ as one Gemm, in single or double precision. */
import ort from 'onnxruntime-node';
import { encodeModel } from '../dist/engines/onnx/proto.js';
import { createSession } from '../dist/engines/onnx/session.js';

const SINGLE = 1;
const DOUBLE = 11;

const value = (name, elemType, ...sizes) => ({
  name,
  type: { tensorType: { elemType, shape: { dim: sizes.map((dimParam) => ({ dimParam })) } } },
});

const gemm = (element, threads) =>
  createSession(
    encodeModel({
      name: 'times_transposed',
      node: [
        { opType: 'Gemm', input: ['a', 'b'], output: ['c'], attribute: [{ name: 'transB', type: 2, i: 1 }] },
      ],
      initializer: [],
      input: [value('a', element, 'm', 'k'), value('b', element, 'n', 'k')],
      output: [value('c', element, 'm', 'n')],
    }),
    threads,
  );

/**
 * A `LinearAlgebra` of src/data/preprocess/linear-algebra.ts.
 * @param {number} threads
 */
export async function onnxProducts(threads) {
  const [single, double] = [await gemm(SINGLE, threads), await gemm(DOUBLE, threads)];
  const tensor = (data, k) =>
    new ort.Tensor(data instanceof Float32Array ? 'float32' : 'float64', data, [data.length / k, k]);
  return {
    name: `onnxruntime-node ${ort.env.versions.node}, ${threads} threads`,
    async timesTransposed(a, b, k, into) {
      const session = a instanceof Float32Array ? single : double;
      await session.run({ a: tensor(a, k), b: tensor(b, k) }, { c: tensor(into, b.length / k) });
    },
  };
}
