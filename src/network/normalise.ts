/** @file Batch normalisation (Ioffe and Szegedy 2015) of ops alone. */
import { type Expr, size } from '../graph/expr.ts';
import { add, max, mul, reciprocal, reduceSum, reduceSumSquare, reshape, sqrt, sub } from '../graph/ops.ts';

/** Added to the variance, as in PyTorch; the paper does not state it. */
export const EPSILON = 1e-5;
/** How far a step moves the running statistics towards those of its batch, as in PyTorch. */
const MOMENTUM = 0.1;

/** Mean and variance of every channel over batch and map, [C] stretched to the rank of x: [1, C, 1, 1] or [1, C]. */
interface Statistics {
  readonly mean: Expr;
  readonly variance: Expr;
}

/** [C] in a shape that stretches over x. */
const perChannel = (vector: Expr, x: Expr): Expr =>
  reshape(
    vector,
    x.shape.map((n, axis) => (axis === 1 ? n : 1)),
  );

/**
 * Statistics of a batch: mean = ΣX/M, variance = ΣX²/M − mean², which reads X once and so gives the shortest gradient. The difference costs
 * digits where a channel's mean is large beside its deviation: the relative error of the variance is some 2⁻²⁴ · mean²/variance, 1e-5 at a ratio
 * of 10 (docs/decisions/0015-batch-normalisation.md). Rounding may make it negative, hence the maximum.
 */
export function batchStatistics(x: Expr): Statistics {
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const share = x.shape[1]! / size(x.shape);
  const mean = mul(reduceSum(x, axes, 1), share);
  const square = mul(reduceSumSquare(x, axes, 1), share);
  return { mean, variance: max(sub(square, mul(mean, mean)), 0) };
}

/** The same as they were kept. */
export const keptStatistics = (x: Expr, mean: Expr, variance: Expr): Statistics => ({
  mean: perChannel(mean, x),
  variance: perChannel(variance, x),
});

/** y = x·s + (β − mean·s) with s = γ (variance + ε)^−½. */
export function normalise(x: Expr, { mean, variance }: Statistics, gamma: Expr, beta: Expr): Expr {
  const s = mul(perChannel(gamma, x), reciprocal(sqrt(add(variance, EPSILON))));
  return add(mul(x, s), sub(perChannel(beta, x), mul(mean, s)));
}

/** Running statistics after a step, [C] each: r ← (1 − 0.1) r + 0.1 b, the variance without bias (M − 1 in the denominator). */
export function runningStatistics(
  x: Expr,
  { mean, variance }: Statistics,
  kept: { readonly mean: Expr; readonly variance: Expr },
): { readonly mean: Expr; readonly variance: Expr } {
  const count = size(x.shape) / x.shape[1]!;
  const unbiased = count / Math.max(1, count - 1);
  const moved = (old: Expr, batch: Expr, factor: number): Expr =>
    add(mul(old, 1 - MOMENTUM), mul(reshape(batch, old.shape), MOMENTUM * factor));
  return { mean: moved(kept.mean, mean, 1), variance: moved(kept.variance, variance, unbiased) };
}
