/**
 * @file A graph of one run as one of several, by the batching rules of its ops: what differs by run gets a leading axis of one entry a run, and
 * each node computes it for all of them. What depends on nothing that differs is computed once, as before.
 */
import { type Expr, is, topological } from '../../graph/expr.ts';
import { isOp, make, OPS, type OpName } from '../../graph/ops.ts';
import type { Outputs } from '../graphs.ts';
import { ENGINE_OPS, type EngineOp, engineNode, isEngineOp } from './ops.ts';
import { rebuild } from './rules/rule.ts';
import { batchedNode, forEachRun, type OfAll } from './vectorize-node.ts';

const graphOp = <K extends OpName>({ op, attributes }: Expr<K>) =>
  ({
    attributes,
    rule: OPS[op].batching,
    again: (inputs: readonly Expr[], changed: typeof attributes) => make(op, inputs, changed),
  }) as const;
const engineOp = <K extends EngineOp>({ op, attributes }: Expr<K>) =>
  ({
    attributes,
    rule: ENGINE_OPS[op].batching,
    again: (inputs: readonly Expr[], changed: typeof attributes) => engineNode(op, inputs, changed),
  }) as const;

/**
 * The outputs of `runs` runs, each [runs, ...shape]. `values` has the Inputs that differ by run, by their names, each as [runs, ...shape] of other
 * Inputs; those that it does not name are shared.
 */
export function vectorize(outputs: Outputs, values: ReadonlyMap<string, Expr>, runs: number): Outputs {
  const known = new Map<Expr, OfAll>();
  const ofAll = (node: Expr): OfAll => {
    const given = is(node, 'Input') ? values.get(node.attributes.name) : undefined;
    if (given) return { value: given, stacked: true };
    const operands = node.inputs.map((x) => known.get(x)!);
    if (operands.every(({ stacked }) => !stacked)) return { value: node, stacked: false };
    const op = isOp(node) ? graphOp(node) : isEngineOp(node) ? engineOp(node) : undefined;
    if (op === undefined) throw new Error(`${node.op} has no batching rule`);
    const { rule } = op;
    if (rule.how !== 'rewritten')
      return { value: batchedNode({ ...op, rule }, operands, { node, runs }), stacked: true };
    const instead = rule.rewrite(node.inputs, op.attributes);
    visit([instead]);
    return known.get(instead)!;
  };
  const visit = (nodes: readonly Expr[]): void => {
    for (const node of topological(nodes)) if (!known.has(node)) known.set(node, ofAll(node));
  };
  visit(Object.values(outputs));
  const all = Object.entries(outputs).map(([name, node]) => [name, forEachRun(known.get(node)!, runs)]);
  return rebuild(Object.fromEntries(all));
}
