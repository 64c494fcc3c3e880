/** @file Makes nodes by the rows of a table, which say what shape and element type they have. */
import { constant, type DType, type Expr, type NodeName, type Signatures } from './expr.ts';
import type { OpDef, Rows } from './op.ts';

/** A tensor expression, or a number that stands for a scalar constant. */
export type Operand = Expr | number;

export const lift = (operand: Operand): Expr =>
  typeof operand === 'number' ? constant([operand], []) : operand;

/**
 * Shape and element type of a node, given its row and its operands.
 * @throws Error with the op's name where operands or attributes do not fit, or ask for what the op does not mean.
 */
export function infer<A>(
  op: NodeName,
  row: OpDef<A>,
  inputs: readonly Expr[],
  attributes: A,
): Pick<Expr, 'shape' | 'dtype'> {
  try {
    const flexible = operandType(row, inputs);
    const dtype = row.dtype?.(attributes) ?? flexible ?? 'float32';
    return { shape: row.shape(inputs, attributes), dtype };
  } catch (error) {
    throw new Error(`${op}: ${(error as Error).message}`);
  }
}

/** The type of operands that may be of any, where there are such. */
function operandType(
  { types, variadic, sample }: Pick<OpDef<unknown>, 'types' | 'variadic' | 'sample'>,
  inputs: readonly Expr[],
): DType | undefined {
  const count = sample.inputs.length;
  if (variadic ? inputs.length === 0 : inputs.length !== count)
    throw new Error(`${inputs.length} operands; expected ${variadic ? 'at least 1' : count}`);
  let flexible: DType | undefined;
  inputs.forEach(({ dtype }, i) => {
    const wanted = types?.[Math.min(i, types.length - 1)] ?? 'float32';
    const expected = wanted === 'any' ? (flexible ?? dtype) : wanted;
    if (dtype !== expected) throw new Error(`operand ${i} is ${dtype}; expected ${expected}`);
    if (wanted === 'any') flexible = dtype;
  });
  return flexible;
}

/** A function that makes nodes of the ops that have rows. */
export const maker =
  <N extends NodeName>(rows: Rows<N>) =>
  /** @throws Error with the op's name where the operands do not fit. */
  <K extends N>(op: K, operands: readonly Operand[], attributes: Signatures[K]): Expr<K> => {
    const inputs = operands.map(lift);
    return { op, inputs, attributes, ...infer(op, rows[op], inputs, attributes) };
  };
