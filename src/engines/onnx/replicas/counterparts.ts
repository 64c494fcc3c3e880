/**
 * @file Which nodes of several graphs are each other's counterparts, such as a layer's product in networks of different activations. Whatever is taken for
 * one is computed rightly; what is not found is computed for each graph by itself, which only takes longer.
 */
import { type Expr, topological } from '../../../graph/expr.ts';
import { attributesText, type Outputs } from '../rules/rule.ts';
import { isPointwise } from '../rules/traits.ts';

/** A node of each graph, in the order of the graphs: of one op, with operands of the same shapes. */
type Tuple = readonly Expr[];

export interface Counterparts {
  /** All of them, each after those that it depends on. */
  readonly all: readonly Tuple[];
  /** Those of a node of graph `g`. */
  of(g: number, node: Expr): Tuple | undefined;
  /** A number of each node within its graph. */
  number(g: number, node: Expr): number;
}

const textOf = (node: Expr): string => `${node.op}${attributesText(node)}[${node.shape}]${node.dtype}`;

/**
 * Nodes that are no element-wise ops, the frame that activations stand in: the nth of a kind in each graph. They rise in the order of every graph, so
 * that none depends on a later one by way of another graph.
 */
function frame(orders: readonly (readonly Expr[])[]): ReadonlyMap<Expr, number>[] {
  const named = orders.map((order) => {
    const counts = new Map<string, number>();
    const places = new Map<string, number>();
    order.forEach((node, at) => {
      if (node.inputs.length === 0 || isPointwise(node)) return;
      const text = `${textOf(node)}(${node.inputs.map(({ shape, dtype }) => `[${shape}]${dtype}`)})`;
      const nth = (counts.get(text) ?? 0) + 1;
      counts.set(text, nth);
      places.set(`${nth} ${text}`, at);
    });
    return places;
  });
  const frames = orders.map(() => new Map<Expr, number>());
  let last = orders.map(() => -1);
  for (const name of named[0]!.keys()) {
    const places = named.flatMap((nodes) => nodes.get(name) ?? []);
    if (places.length < orders.length || places.some((at, g) => at <= last[g]!)) continue;
    const number = frames[0]!.size;
    places.forEach((at, g) => void frames[g]!.set(orders[g]![at]!, number));
    last = places;
  }
  return frames;
}

/** Counterparts are the nodes of the frame, and what in every graph computes the same of counterparts. */
export function counterparts(graphs: readonly Outputs[]): Counterparts {
  const orders = graphs.map((graph) => topological(Object.values(graph)));
  const frames = frame(orders);
  const numbers = orders.map((order) => new Map(order.map((node, at) => [node, at])));
  const ids = new Map<string, number>();
  /** By its number, the nodes that are one thing in the graphs that have it. */
  const found: Expr[][] = [];
  const idOf = orders.map((order, g) => {
    const known = new Map<Expr, number>();
    for (const node of order) {
      const inFrame = frames[g]!.get(node);
      const text =
        inFrame === undefined
          ? `${textOf(node)}(${node.inputs.map((x) => known.get(x))})`
          : `number ${inFrame} of the frame`;
      const id = ids.get(text) ?? ids.size;
      ids.set(text, id);
      known.set(node, id);
      found[id] ??= [];
      found[id][g] = node;
    }
    return known;
  });
  const isOfAll = (nodes: readonly Expr[]): boolean => orders.every((_, g) => nodes[g] !== undefined);
  const of = (g: number, node: Expr): Tuple | undefined => {
    const nodes = found[idOf[g]!.get(node)!]!;
    return isOfAll(nodes) ? nodes : undefined;
  };
  return {
    all: orders[0]!.flatMap((node) => [of(0, node)].filter((nodes) => nodes !== undefined)),
    of,
    number: (g, node) => numbers[g]!.get(node)!,
  };
}
