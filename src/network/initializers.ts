/** @file TABLE of weight initialisers. */
import type { ParameterSpec } from './parameter.ts';

interface InitRow {
  readonly summary: string;
  /** Standard deviation of the normal distribution that a weight is drawn from. */
  deviation(parameter: ParameterSpec): number;
}

export const INITIALIZERS = {
  he: {
    summary: 'normal with variance 2 / inputs (He et al. 2015, equation 10); biases 0',
    deviation: ({ fanIn }) => Math.sqrt(2 / fanIn),
  },
  glorot: {
    summary: 'normal with variance 2 / (inputs + outputs) (Glorot and Bengio 2010, equation 12); biases 0',
    deviation: ({ fanIn, fanOut }) => Math.sqrt(2 / (fanIn + fanOut)),
  },
} satisfies Record<string, InitRow>;

export type InitName = keyof typeof INITIALIZERS;
