/** @file TABLE of activation functions. A row is a formula in graph ops; its gradient, ONNX form and parity test follow from those. */
import type { Expr } from '../graph/expr.ts';
import { add, elu, erfOf, leakyRelu, max, mul, relu, sigmoid, softplus, tanh } from '../graph/ops.ts';

/** A number that shapes an activation, such as ELU's α. */
export interface ActivationParameter {
  readonly default: number;
  readonly doc: string;
  /** Whether it must be above 0 (any finite number otherwise). */
  readonly positive: boolean;
}

interface ActivationRow {
  readonly summary: string;
  /** Where it was defined. */
  readonly source: string;
  readonly parameters: Readonly<Partial<Record<'alpha' | 'slope', ActivationParameter>>>;
  apply(x: Expr, parameters: { readonly alpha: number; readonly slope: number }): Expr;
}

// Scaled so that zero mean and unit variance is a fixed point (Klambauer et al. 2017, section 2).
const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

export const ACTIVATIONS = {
  elu: {
    summary: 'x if x > 0, else α(eˣ − 1)',
    source: 'Clevert et al. 2016, equation (15)',
    parameters: {
      alpha: { default: 1, doc: 'value to which the function saturates, −α; 1 in the paper', positive: true },
    },
    apply: (x, { alpha }) => elu(x, alpha),
  },
  relu: {
    summary: 'max(0, x)',
    source: 'Nair and Hinton 2010',
    parameters: {},
    apply: (x) => relu(x),
  },
  lrelu: {
    summary: 'x if x > 0, else slope · x',
    source: 'Maas et al. 2013; slope 0.1 in the ELU paper',
    parameters: { slope: { default: 0.1, doc: 'slope for x ≤ 0; 0.1 in the paper', positive: true } },
    apply: (x, { slope }) => leakyRelu(x, slope),
  },
  srelu: {
    summary: 'shifted ReLU: max(−1, x)',
    source: 'Clevert et al. 2016, section 4 (not the S-shaped ReLU)',
    parameters: {},
    apply: (x) => max(-1, x),
  },
  selu: {
    summary: '1.0507 · elu(x) with α = 1.6733',
    source: 'Klambauer et al. 2017',
    parameters: {},
    apply: (x) => mul(SELU.scale, elu(x, SELU.alpha)),
  },
  gelu: {
    summary: 'x · Φ(x), Φ the normal distribution function',
    source: 'Hendrycks and Gimpel 2016',
    parameters: {},
    // Φ(x) = (1 + erf(x / √2)) / 2
    apply: (x) => mul(mul(0.5, x), add(erfOf(mul(Math.SQRT1_2, x)), 1)),
  },
  silu: {
    summary: 'x · sigmoid(x), also called swish',
    source: 'Elfwing et al. 2017',
    parameters: {},
    apply: (x) => mul(x, sigmoid(x)),
  },
  softplus: {
    summary: 'log(1 + eˣ)',
    source: 'Dugas et al. 2001',
    parameters: {},
    apply: (x) => softplus(x),
  },
  tanh: {
    summary: 'hyperbolic tangent',
    source: 'LeCun et al. 1998',
    parameters: {},
    apply: (x) => tanh(x),
  },
  sigmoid: {
    summary: '1 / (1 + e⁻ˣ)',
    source: 'Rumelhart et al. 1986',
    parameters: {},
    apply: (x) => sigmoid(x),
  },
  identity: {
    summary: 'x: a linear network, as a baseline',
    source: 'a baseline',
    parameters: {},
    apply: (x) => x,
  },
} satisfies Record<string, ActivationRow>;

export type ActivationName = keyof typeof ACTIVATIONS;

/** An activation with its parameters; those that it has are always present. */
export interface ActivationSpec {
  readonly name: ActivationName;
  readonly alpha?: number;
  readonly slope?: number;
}

/** f(x), element by element. */
export function activate(spec: ActivationSpec, x: Expr): Expr {
  const row: ActivationRow = ACTIVATIONS[spec.name];
  const { alpha, slope } = row.parameters;
  return row.apply(x, { alpha: spec.alpha ?? alpha?.default ?? 1, slope: spec.slope ?? slope?.default ?? 0 });
}
