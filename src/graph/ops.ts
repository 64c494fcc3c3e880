/**
 * @file TABLE of the tensor ops, of the families that they come in. Ops bear ONNX's names and meanings. A row holds all that is known of an op:
 * its shape, its meaning in double precision, its gradient as ops again, and a sample on which tests check all three. A family's file has
 * the attributes of its ops, their rows, and the functions that make nodes of them.
 */
import { AVERAGE_POOLING } from './average-pooling.ts';
import { CONVOLUTIONS } from './convolution.ts';
import { CUTTING } from './cutting.ts';
import type { Expr } from './expr.ts';
import { maker } from './make.ts';
import { MAX_POOLING } from './max-pooling.ts';
import { MOVING } from './moving.ts';
import type { Rows } from './op.ts';
import { POINTWISE } from './pointwise.ts';
import { ALONG_AXES } from './reductions.ts';

export * from './average-pooling.ts';
export * from './convolution.ts';
export * from './cutting.ts';
export type { Operand } from './make.ts';
export * from './max-pooling.ts';
export * from './moving.ts';
export * from './pointwise.ts';
export * from './reductions.ts';

const FAMILIES = {
  ...POINTWISE,
  ...MOVING,
  ...ALONG_AXES,
  ...CUTTING,
  ...CONVOLUTIONS,
  ...MAX_POOLING,
  ...AVERAGE_POOLING,
};
export type OpName = keyof typeof FAMILIES;

export const OPS: Rows<OpName> = FAMILIES;
export const opNames = Object.keys(OPS) as OpName[];

/** Whether a node has a row here; leaves have none, nor what only an engine knows. */
export const isOp = (node: Expr): node is Expr<OpName> => Object.hasOwn(OPS, node.op);

/** Makes a node of the table. */
export const make = maker(OPS);
