/** @file TABLE of objectives: what a network's output is compared with, and how. */
import type { Expr } from '../graph/expr.ts';
import {
  cast,
  div,
  exp,
  greater,
  logSoftmax,
  mul,
  neg,
  oneHot,
  reduceMax,
  reduceSum,
  sigmoid,
  softplus,
  sub,
} from '../graph/ops.ts';

interface LossRow {
  readonly summary: string;
  /** What the output is compared with: the class, or the input itself as in an autoencoder. */
  readonly target: 'label' | 'input';
  /** What the output says, [batch, n]: the probability of each class, or each number of the input anew. */
  prediction(output: Expr): Expr;
  /** Loss of each sample, [batch], of the network's output [batch, n] before any output non-linearity. */
  perSample(output: Expr, target: Expr): Expr;
  /** 1 for each sample that is predicted wrong, else 0, [batch]; absent where there are no classes. */
  readonly wrong?: (output: Expr, target: Expr) => Expr;
}

const outputs = (output: Expr): number => output.shape[1]!;

export const LOSSES = {
  cross_entropy: {
    summary: 'softmax cross-entropy in nats, and the fraction of wrong classes',
    target: 'label',
    prediction: (z) => exp(logSoftmax(z, 1)),
    // −log softmax(z)_label
    perSample: (z, label) => neg(reduceSum(mul(logSoftmax(z, 1), oneHot(label, outputs(z))), [1])),
    // Wrong where another class has a higher output; a tie with the right one counts as right.
    wrong: (z, label) => {
      const chosen = reduceSum(mul(logSoftmax(z, 1), oneHot(label, outputs(z))), [1]);
      return cast(greater(reduceMax(logSoftmax(z, 1), [1]), chosen), 'float32');
    },
  },
  mean_squared_error: {
    summary: 'mean over the pixels of (sigmoid(z) − x)², the reconstruction error of an autoencoder',
    target: 'input',
    prediction: (z) => sigmoid(z),
    perSample: (z, x) => {
      const error = sub(sigmoid(z), x);
      return div(reduceSum(mul(error, error), [1]), outputs(z));
    },
  },
  binary_cross_entropy: {
    summary: 'mean over the pixels of the cross-entropy between sigmoid(z) and x, in nats',
    target: 'input',
    prediction: (z) => sigmoid(z),
    // −x log σ(z) − (1 − x) log(1 − σ(z)) = softplus(z) − x z
    perSample: (z, x) => div(reduceSum(sub(softplus(z), mul(x, z)), [1]), outputs(z)),
  },
} satisfies Record<string, LossRow>;

export type LossName = keyof typeof LOSSES;

/** The row of an objective. */
export const lossRow = (name: LossName): LossRow => LOSSES[name];

/** Mean of a [batch] of numbers. */
export const batchMean = (perSample: Expr): Expr => mul(reduceSum(perSample, [0]), 1 / perSample.shape[0]!);
