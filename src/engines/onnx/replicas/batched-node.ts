/** @file What takes the place of one node where several runs are computed at once, by the batching rule of its op. */
import type { Batched, BatchingRule } from '../../../graph/batching.ts';
import type { Expr, Shape } from '../../../graph/expr.ts';
import { concat, expand, reshape, slice } from '../../../graph/ops.ts';

/** What a node of one run is for all. */
export interface OfAll {
  readonly value: Expr;
  /** Whether it has the leading axis; else all runs share it. */
  readonly stacked: boolean;
}

/** The op of a node: its rule, and how a node of it is made. */
export interface Op<A> {
  readonly attributes: A;
  readonly rule: Exclude<BatchingRule<A>, { readonly how: 'rewritten' }>;
  again(inputs: readonly Expr[], attributes: A): Expr;
}

/** A value with the leading axis: what runs share is stretched along it. */
export const forEachRun = ({ value, stacked }: OfAll, runs: number): Expr =>
  stacked ? value : expand(value, [runs, ...value.shape]);

/** The node for all runs; at least one of its operands has the leading axis. */
export function batchedNode<A>(op: Op<A>, operands: readonly OfAll[], batched: Batched): Expr {
  const { rule, attributes } = op;
  const { runs, node } = batched;
  const all = (): Expr[] => operands.map((x) => forEachRun(x, runs));
  if (rule.how === 'apart') return apart(op, operands, batched);
  const changed = rule.attributes?.(attributes, batched) ?? attributes;
  if (rule.how === 'shifted') return op.again(all(), changed);
  if (rule.how === 'aligned')
    return op.again(
      operands.map((x) => aligned(x, node.shape.length)),
      changed,
    );
  return reshape(op.again(all().map(folded), changed), [runs, ...node.shape]);
}

/** With axes of size 1 behind the leading one, so that it stretches over results of `rank` axes in each run. */
function aligned({ value, stacked }: OfAll, rank: number): Expr {
  if (!stacked) return value;
  const [runs, ...shape] = value.shape as [number, ...number[]];
  const more = Math.max(0, rank - shape.length);
  return reshape(value, [runs, ...Array<number>(more).fill(1), ...shape]);
}

/** [runs, n, …] as [runs · n, …]. */
function folded(value: Expr): Expr {
  const [runs, n, ...others] = value.shape as [number, number, ...number[]];
  return reshape(value, [runs * n, ...others]);
}

/** A node a run, side by side. */
function apart<A>(op: Op<A>, operands: readonly OfAll[], { runs, node }: Batched): Expr {
  const nodes = Array.from({ length: runs }, (_, run) =>
    op.again(
      operands.map((x, i) => (x.stacked ? ofRun(x.value, run, node.inputs[i]!.shape) : x.value)),
      op.attributes,
    ),
  );
  return stack(nodes);
}

/** The part of one run. */
const ofRun = (value: Expr, run: number, shape: Shape): Expr =>
  reshape(slice(value, { axes: [0], starts: [run], ends: [run + 1], steps: [1] }), shape);

/** Values of the runs, one after the other along a new axis. */
export const stack = (values: readonly Expr[]): Expr =>
  concat(
    values.map((value) => reshape(value, [1, ...value.shape])),
    0,
  );
