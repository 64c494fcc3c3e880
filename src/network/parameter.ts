/** @file One tensor of a network, as its layer describes it. */
import type { Shape } from '../graph/expr.ts';

/** One tensor of a network: a parameter that is learned, or a running statistic that is kept. */
export interface ParameterSpec {
  /** `<layer>.weight`, `.bias`, `.running_mean` or `.running_var`. */
  readonly name: string;
  /** PyTorch's shape: [out, in], [out, in, kh, kw]. */
  readonly shape: Shape;
  /** Number of inputs and outputs of one unit, for the initialisers. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** `scale`: γ of batch normalisation, its weight; `mean` and `variance` are not learned. */
  readonly role: 'weight' | 'bias' | 'scale' | 'mean' | 'variance';
}
