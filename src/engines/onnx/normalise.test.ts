/** @file Batch normalisation in single precision, also where a channel's mean is large beside its deviation. */
import { expect, it } from 'vitest';
import { evaluate } from '../../graph/evaluate.ts';
import { type Expr, input } from '../../graph/expr.ts';
import { gradients } from '../../graph/grad.ts';
import { mul, reduceSum } from '../../graph/ops.ts';
import { tensor } from '../../graph/reference.ts';
import { batchStatistics, normalise } from '../../network/normalise.ts';
import { randomStream } from '../../random/stream.ts';
import { DEVICES } from './devices.ts';
import { graphModel } from './graph-model.ts';
import { createSession, floats } from './session.ts';

const SHAPE = [50, 2, 8, 8];
const names = ['x', 'gamma', 'beta', 'd'] as const;
const inputs = {
  x: input('x', SHAPE),
  gamma: input('gamma', [2]),
  beta: input('beta', [2]),
  d: input('d', SHAPE),
};

/** Largest errors of value and input gradient on onnxruntime, for x = offset + normal numbers. */
async function errors(offset: number): Promise<number[]> {
  const y = normalise(inputs.x, batchStatistics(inputs.x), inputs.gamma, inputs.beta);
  const [dx] = gradients(reduceSum(mul(y, inputs.d), [0, 1, 2, 3]), [inputs.x]);
  const outputs: Record<string, Expr> = { y, dx: dx! };
  const random = randomStream({ seed: 1, run: 0, purpose: 'probe', index: 0 });
  const numbers = (f: () => number): Float32Array => Float32Array.from({ length: 6400 }, f);
  const data = {
    x: numbers(() => offset + random.normal()),
    gamma: Float32Array.of(1, 0.5),
    beta: Float32Array.of(0, 0.25),
    d: numbers(random.normal),
  };
  const session = await createSession(graphModel('test', outputs), { device: DEVICES.cpu, threads: 1 });
  const results = await session.run(
    Object.fromEntries(names.map((name) => [name, floats(data[name], inputs[name].shape)])),
  );
  await session.release();
  const exact = evaluate(
    Object.values(outputs),
    Object.fromEntries(names.map((name) => [name, tensor(inputs[name].shape, data[name])])),
  );
  return Object.keys(outputs).map((name, k) => {
    const found = results[name]!.data as Float32Array;
    return Math.max(...found.map((value, i) => Math.abs(value - exact[k]!.data[i]!)));
  });
}

// The variance is a difference of numbers offset² large; half a unit in the last place of those is 2⁻²⁴ of them. With PyTorch's two passes
// only what x itself loses at that offset remains, 2⁻²⁴ · offset.
it.each([
  [0, 2e-6],
  [1, 5e-6],
  [10, 1e-4],
  [100, 5e-2],
])('with a mean of %d deviations value and gradient are right to %d', async (offset, tolerance) => {
  for (const error of await errors(offset)) expect(error).toBeLessThan(tolerance);
});
