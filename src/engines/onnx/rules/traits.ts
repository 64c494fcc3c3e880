/** @file What rules ask of a node's op, by its row: an op of the graph and one of this engine's own answer alike. */
import { type Expr, equalShapes, type Signatures } from '../../../graph/expr.ts';
import type { Traits } from '../../../graph/op.ts';
import { isReduction, OPS, type OpName, REDUCTIONS } from '../../../graph/ops.ts';
import { ENGINE_OPS, type EngineOp } from '../ops.ts';

type Known = OpName | EngineOp;
const TRAITS: { readonly [K in Known]: Traits<Signatures[K]> } = { ...OPS, ...ENGINE_OPS };
const isKnown = (node: Expr): node is Expr<Known> => Object.hasOwn(TRAITS, node.op);
const traitsOf = (node: Expr) => (isKnown(node) ? TRAITS[node.op] : undefined);

/** Whether it treats every element alike, so that it commutes with any rearrangement of its operands. */
export const isPointwise = (node: Expr): boolean => traitsOf(node)?.pointwise === true;

/** Whether it has every element of its operand once, in another order or shape. */
export const isRearrangement = (node: Expr): boolean => traitsOf(node)?.rearranges === true;

/** Whether it is linear in operand `i`. */
export const isLinearIn = (node: Expr, i: number): boolean => traitsOf(node)?.linear?.includes(i) === true;

const rising = <K extends Known>({ op, attributes }: Expr<K>): readonly number[] =>
  TRAITS[op].increasing?.(attributes) ?? [];

/** Operands, by number, in which it never falls while they rise. */
export const risingOperands = (node: Expr): readonly number[] => (isKnown(node) ? rising(node) : []);

/** Whether it rises wherever one of them does. */
export const risesStrictly = (node: Expr): boolean => traitsOf(node)?.strictly === true;

/** What a sum down the columns of a matrix adds up of the matrix; undefined where a node is none. */
export function columnTerms(node: Expr): ((matrix: Expr) => Expr) | undefined {
  if (!isReduction(node) || node.inputs[0]!.shape.length !== 2) return undefined;
  return equalShapes(node.attributes.axes, [0]) ? REDUCTIONS[node.op].terms : undefined;
}
