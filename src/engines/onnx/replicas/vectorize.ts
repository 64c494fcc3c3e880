/**
 * @file Graphs of single runs as one graph of all runs, by the batching rules of ops: what differs by run gets a leading axis of one entry a run, and
 * each node computes it for all of them. Graphs that are alike but for some parts, the activations of networks, are joined: these parts are computed for
 * the runs that have them, and put together again along that axis. What no run differs in is computed once.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Expr, equalShapes } from '../../../graph/expr.ts';
import { concat, isOp, make, OPS, type OpName, slice } from '../../../graph/ops.ts';
import { ENGINE_OPS, type EngineOp, engineNode, isEngineOp } from '../ops.ts';
import { type Outputs, rebuild } from '../rules/rule.ts';
import { batchedNode, forEachRun, type OfAll } from './batched-node.ts';
import { counterparts } from './counterparts.ts';

/** Runs that have one graph, which gives outputs of the same names and shapes as the others'. */
export interface Alike {
  readonly outputs: Outputs;
  readonly runs: number;
}

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
function opOf(node: Expr) {
  if (isOp(node)) return graphOp(node);
  if (isEngineOp(node)) return engineOp(node);
  throw new Error(`${node.op} has no batching rule`);
}

/** The graph with other ops in place of those that have no rule but that. */
const rewritten = (outputs: Outputs): Outputs =>
  rebuild(outputs, (node) => {
    if (node.inputs.length === 0) return node;
    const { rule, attributes } = opOf(node);
    return rule.how === 'rewritten' ? rule.rewrite(node.inputs, attributes) : node;
  });

/** A node of several runs, of operands that are there. */
function nodeFor(node: Expr, operands: readonly OfAll[], runs: number): OfAll {
  if (operands.every(({ stacked }) => !stacked))
    return { value: { ...node, inputs: operands.map(({ value }) => value) }, stacked: false };
  const { rule, ...op } = opOf(node);
  if (rule.how === 'rewritten') throw new Error(`${node.op} was to be rewritten`);
  return { value: batchedNode({ ...op, rule }, operands, { node, runs }), stacked: true };
}

/** Whether nodes of different graphs are one node of other operands. */
const isOneOp = ([first, ...others]: readonly Expr[]): boolean =>
  others.every(
    (node) =>
      node.op === first!.op &&
      isDeepStrictEqual(node.attributes, first!.attributes) &&
      node.inputs.length === first!.inputs.length &&
      node.inputs.every((x, i) => isLike(x, first!.inputs[i]!)),
  );
const isLike = (a: Expr, b: Expr): boolean => a.dtype === b.dtype && equalShapes(a.shape, b.shape);

/**
 * The outputs of all runs, each [runs, ...shape], those of each graph after those of the one before. `given` says what an Input, or another node of
 * few, is for all runs: [runs, ...shape] of other Inputs. An Input that it does not know is shared.
 */
export function vectorize(alike: readonly Alike[], given: (node: Expr) => Expr | undefined): Outputs {
  const graphs = alike.map(({ outputs }) => rewritten(outputs));
  const runs = alike.reduce((sum, one) => sum + one.runs, 0);
  const starts = alike.map((_, g) => alike.slice(0, g).reduce((sum, one) => sum + one.runs, 0));
  const known = counterparts(graphs);
  const joint = new Map<string, OfAll>();
  const own = graphs.map(() => new Map<Expr, OfAll>());

  /** One node of each graph, for all runs. */
  function together(nodes: readonly Expr[]): OfAll {
    const key = nodes.map((node, g) => known.number(g, node)).join();
    const value = joint.get(key) ?? computed(nodes);
    joint.set(key, value);
    return value;
  }
  function computed(nodes: readonly Expr[]): OfAll {
    const [first] = nodes as readonly [Expr, ...Expr[]];
    const value = known.of(0, first)?.every((node, g) => node === nodes[g]) ? given(first) : undefined;
    if (value) return { value, stacked: true };
    if (first.inputs.length === 0 && isOneOp(nodes)) return { value: first, stacked: false };
    if (first.inputs.length > 0 && isOneOp(nodes))
      return nodeFor(
        first,
        first.inputs.map((_, i) => together(nodes.map((node) => node.inputs[i]!))),
        runs,
      );
    const parts = nodes.map((node, g) => forEachRun(alone(g, node), alike[g]!.runs));
    return { value: concat(parts, 0), stacked: true };
  }

  /** A node of one graph, for its runs. */
  function alone(g: number, node: Expr): OfAll {
    const value = own[g]!.get(node) ?? computedAlone(g, node);
    own[g]!.set(node, value);
    return value;
  }
  function computedAlone(g: number, node: Expr): OfAll {
    const others = known.of(g, node);
    const whole = others ? together(others) : undefined;
    const value = whole?.stacked ? whole.value : given(node);
    if (value) {
      const part = { axes: [0], starts: [starts[g]!], ends: [starts[g]! + alike[g]!.runs], steps: [1] };
      return { value: slice(value, part), stacked: true };
    }
    if (whole || node.inputs.length === 0) return whole ?? { value: node, stacked: false };
    return nodeFor(
      node,
      node.inputs.map((x) => alone(g, x)),
      alike[g]!.runs,
    );
  }
  // In this order, so that what a node needs is there before it, however deep a graph is.
  for (const nodes of known.all) together(nodes);
  const names = Object.keys(graphs[0]!);
  const all = names.map((name) => [name, forEachRun(together(graphs.map((graph) => graph[name]!)), runs)]);
  return rebuild(Object.fromEntries(all));
}
