/** @file A graph computed several times in a row, as one graph: what it gives of its state is what it takes the next time. */
import type { GraphProto } from '../proto.ts';

/** What something of one of the times is called: `2/label` in the third. */
export const at = (time: number, name: string): string => `${time}/${name}`;

export interface Unrolling {
  readonly times: number;
  /** Of each input of the state the output that follows it. These keep their names, before the first time and after the last. */
  readonly state: ReadonlyMap<string, string>;
  /** Inputs that are the same each time. */
  readonly same: ReadonlySet<string>;
}

/** Its outputs are the last state; what else each time gives is found under its name. */
export function unroll(graph: GraphProto, { times, state, same }: Unrolling): GraphProto {
  const shared = new Set([...same, ...graph.initializer.map(({ name }) => name)]);
  const nexts = new Set(state.values());
  /** What a name is called in one of the times. */
  const naming =
    (time: number) =>
    (name: string): string => {
      if (name === '' || shared.has(name)) return name;
      const next = state.get(name);
      if (next !== undefined) return time === 0 ? name : at(time - 1, next);
      return time === times - 1 && nexts.has(name) ? name : at(time, name);
    };
  const everyTime = Array.from({ length: times }, (_, time) => naming(time));
  const isOnce = (name: string): boolean => shared.has(name) || state.has(name);
  return {
    ...graph,
    node: everyTime.flatMap((named) =>
      graph.node.map((one) => ({
        ...one,
        name: named(one.output[0]!),
        input: one.input.map(named),
        output: one.output.map(named),
      })),
    ),
    input: [
      ...graph.input.filter(({ name }) => isOnce(name)),
      ...everyTime.flatMap((named) =>
        graph.input.filter(({ name }) => !isOnce(name)).map((info) => ({ ...info, name: named(info.name) })),
      ),
    ],
    output: graph.output.filter(({ name }) => nexts.has(name)),
  };
}
