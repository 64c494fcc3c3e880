/** @file What rows say of the ops that rules use among themselves, and of those of the graph that become such. */
import type { Expr, NodeName, Shape, Signatures } from '../../../graph/expr.ts';

/** An op that is taken apart again once the rules are through. */
export interface CompositeRow<A> {
  shape(inputs: readonly Expr[], attributes: A): Shape;
  /** What it is in ops of the graph and of the engine. */
  lowering(inputs: readonly Expr[], attributes: A): Expr;
}
export type CompositeRows<N extends NodeName> = { readonly [K in N]: CompositeRow<Signatures[K]> };

/** A function that makes nodes of the ops that have rows. */
export const compositeMaker =
  <N extends NodeName>(rows: CompositeRows<N>) =>
  <K extends N>(op: K, inputs: readonly Expr[], attributes: Signatures[K]): Expr<K> => ({
    op,
    inputs,
    attributes,
    shape: rows[op].shape(inputs, attributes),
    dtype: 'float32',
  });

/** A value as the matrix of an image or, for any node, as the graph has it. */
export type Get = (node: Expr, as: 'matrix' | 'plain') => Expr;

/** What an op of images [batch, channels, height, width] is of matrices. */
export interface SpaceForm<K extends NodeName> {
  /** Whether the result is an image too, and so a matrix here; else it is as the graph has it. */
  readonly image: boolean;
  make(node: Expr<K>, inputs: readonly Expr[], get: Get): Expr;
}
export type SpaceForms<N extends NodeName> = { readonly [K in N]: SpaceForm<K> };
