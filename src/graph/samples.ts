/** @file Numbers for the samples of the ops table: the same ones at every call, so that engines can be compared on them. */
import { size } from './expr.ts';
import type { SampleInput } from './op.ts';
import { type Tensor, tensor } from './reference.ts';

/** x0, x1, …: scattered over each sample's range (default −2..2) by multiples of the golden ratio, never two alike. */
export function sampleFeeds(inputs: readonly SampleInput[], seed: number): Record<string, Tensor> {
  const golden = (Math.sqrt(5) - 1) / 2;
  let n = seed * 1000;
  const next = (): number => (++n * golden) % 1;
  return Object.fromEntries(
    inputs.map(({ shape, dtype, low = -2, high = 2 }, i) => {
      const draw = (): number => {
        if (dtype === 'bool') return Math.floor(next() * 2);
        return dtype === 'int32' ? Math.floor(next() * high) : low + next() * (high - low);
      };
      return [`x${i}`, tensor(shape, Float64Array.from({ length: size(shape) }, draw))];
    }),
  );
}
