/**
 * @file How an op computes the same for several runs at once, whose operands have a leading axis of one entry a run: the batching rule of its row.
 * Whoever gives a graph that axis (engines/onnx/vectorize.ts) knows nothing else of an op.
 */
import type { Expr } from './expr.ts';

/** What a rule reckons with. */
export interface Batched {
  readonly runs: number;
  /** The node for a single run. */
  readonly node: Expr;
}

export type BatchingRule<A> =
  /** Operands are matched axis by axis from the right; so what has fewer axes gets some of size 1 behind the leading one. What all runs share stretches by itself. */
  | { readonly how: 'aligned'; attributes?(attributes: A, batched: Batched): A }
  /** The same op, told of axes that are one further on. */
  | { readonly how: 'shifted'; attributes(attributes: A, batched: Batched): A }
  /** The first axis of each operand, such as the samples of a batch, takes in that of the runs. */
  | { readonly how: 'folded'; attributes?(attributes: A, batched: Batched): A }
  /** A node a run: what has weights of its own in every run, and no way to say so. */
  | { readonly how: 'apart' }
  /** What stands in its place, of ops that have rules. */
  | { readonly how: 'rewritten'; rewrite(inputs: readonly Expr[], attributes: A): Expr };

export const ALIGNED = { how: 'aligned' } as const;
export const FOLDED = { how: 'folded' } as const;
export const APART = { how: 'apart' } as const;
export const shifted = <A>(attributes: (attributes: A, batched: Batched) => A): BatchingRule<A> => ({
  how: 'shifted',
  attributes,
});

/** Numbers of axes, counted behind the leading one. */
export const later = (axes: readonly number[]): readonly number[] => axes.map((axis) => axis + 1);
