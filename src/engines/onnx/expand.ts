/** @file Ops taken apart into others, where no rule has found something better: what ONNX does not have, or a device has no kernel for. */
import { type Expr, type Signatures, topological } from '../../graph/expr.ts';
import { isOp, type OpName } from '../../graph/ops.ts';
import type { Outputs } from '../graphs.ts';
import { loweringOf } from './forms.ts';

/** What takes the place of a node; undefined leaves it as it is. */
type Substitute<K extends OpName> = (inputs: readonly Expr[], attributes: Signatures[K]) => Expr | undefined;
/** The same, of some ops. */
export type Substitutes = { readonly [K in OpName]?: Substitute<K> };

/** The same outputs with others in the place of some nodes, whose operands are given in their new form; a graph of which nothing changes comes back as it is. */
function replaced(outputs: Outputs, by: <K extends OpName>(op: K) => Substitute<K> | undefined): Outputs {
  const inPlaceOf = <K extends OpName>({ op, attributes }: Expr<K>, inputs: readonly Expr[]) =>
    by(op)?.(inputs, attributes);
  const made = new Map<Expr, Expr>();
  for (const node of topological(Object.values(outputs))) {
    const inputs = node.inputs.map((x) => made.get(x)!);
    const others = isOp(node) ? inPlaceOf(node, inputs) : undefined;
    const same = inputs.every((x, i) => x === node.inputs[i]);
    made.set(node, others ?? (same ? node : { ...node, inputs }));
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, node]) => [name, made.get(node)!]));
}

/** The same outputs in ops that ONNX has. */
export const expandLowerings = (outputs: Outputs): Outputs => replaced(outputs, loweringOf);

/** The same in those that a device computes. */
export const substitute = (outputs: Outputs, substitutes: Substitutes): Outputs =>
  replaced(expandLowerings(outputs), <K extends OpName>(op: K): Substitute<K> | undefined => substitutes[op]);
