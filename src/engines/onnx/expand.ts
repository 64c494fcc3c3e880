/** @file Ops taken apart into others, where no rule has found something better: what ONNX does not have, or a device does not compute. */
import { type Expr, type Signatures, topological } from '../../graph/expr.ts';
import { isOp, type OpName } from '../../graph/ops.ts';
import type { Outputs } from '../graphs.ts';
import { loweringOf } from './forms.ts';
import { type EngineOp, isEngineOp } from './ops.ts';

/** What takes the place of a node; undefined leaves it as it is. */
type Substitute<K extends OpName | EngineOp> = (
  inputs: readonly Expr[],
  attributes: Signatures[K],
) => Expr | undefined;
/** The same, of some ops. */
export type Substitutes = { readonly [K in OpName | EngineOp]?: Substitute<K> };

/** The same outputs with others in the place of some nodes, whose operands are given in their new form. */
function replaced(
  outputs: Outputs,
  inPlaceOf: (node: Expr, inputs: readonly Expr[]) => Expr | undefined,
): Outputs {
  const made = new Map<Expr, Expr>();
  for (const node of topological(Object.values(outputs))) {
    const inputs = node.inputs.map((x) => made.get(x)!);
    const same = inputs.every((x, i) => x === node.inputs[i]);
    made.set(node, inPlaceOf(node, inputs) ?? (same ? node : { ...node, inputs }));
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, node]) => [name, made.get(node)!]));
}

const lowered = <K extends OpName>({ op, attributes }: Expr<K>, inputs: readonly Expr[]) =>
  loweringOf(op)?.(inputs, attributes);

/** The same outputs in ops that ONNX has. */
export const expandLowerings = (outputs: Outputs): Outputs =>
  replaced(outputs, (node, inputs) => (isOp(node) ? lowered(node, inputs) : undefined));

/** The same in those that a device computes. */
export function substitute(outputs: Outputs, substitutes: Substitutes): Outputs {
  const by = <K extends OpName | EngineOp>({ op, attributes }: Expr<K>, inputs: readonly Expr[]) =>
    substitutes[op]?.(inputs, attributes);
  return replaced(expandLowerings(outputs), (node, inputs) =>
    isOp(node) || isEngineOp(node) ? by(node, inputs) : undefined,
  );
}
