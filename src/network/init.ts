/** @file What a network's tensors are before the first step. Draws depend on (seed, run, parameter) alone, so run k starts alike for every activation. */
import { size } from '../graph/expr.ts';
import { randomStream } from '../random/stream.ts';
import { INITIALIZERS } from './initializers.ts';
import { type Network, parameterSpecs } from './network.ts';

/** What fills the tensors that are not drawn. */
const START = { bias: 0, scale: 1, mean: 0, variance: 1 } as const;

/**
 * The tensors before the first step, in the order of the forward pass: float32, PyTorch's shapes. The n-th weight (from 0) has stream 2n of
 * its own, whatever else there is, so batch normalisation does not change the weights that a run starts from.
 */
export function initialParameters(
  network: Network,
  { seed, run }: { readonly seed: number; readonly run: number },
): Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }> {
  let weights = 0;
  return new Map(
    parameterSpecs(network).map((parameter) => {
      const data = new Float32Array(size(parameter.shape));
      if (parameter.role !== 'weight') data.fill(START[parameter.role]);
      else {
        const random = randomStream({ seed, run, purpose: 'init', index: 2 * weights++ });
        const deviation = INITIALIZERS[network.init].deviation(parameter);
        for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal();
      }
      return [parameter.name, { shape: parameter.shape, data }];
    }),
  );
}
