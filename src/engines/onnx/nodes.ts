/** @file ONNX nodes written by hand, one after the other: what stands around a graph that was lowered from expressions. */
import { Constants } from './lower.ts';
import { ELEMENT, type NodeProto, type TensorProto } from './proto.ts';

/** Nodes that are being written; each has one output, by whose name it is called. */
export interface Nodes {
  readonly written: readonly NodeProto[];
  readonly constants: readonly TensorProto[];
  /** Writes a node whose attributes are whole numbers; the name of its output is made up where none is given. */
  add(
    opType: string,
    input: readonly string[],
    ints?: Readonly<Record<string, number>>,
    output?: string,
  ): string;
  cast(from: string, to: keyof typeof ELEMENT, output?: string): string;
  /** The rows of a tensor at some places. */
  gather(from: string, places: string): string;
  reshape(from: string, shape: readonly number[], output?: string): string;
  constant(...of: Parameters<Constants['name']>): string;
}

/** No nodes yet; `prefix` sets their names apart from those of others. */
export function nodes(prefix: string): Nodes {
  const constants = new Constants(`${prefix}/c`);
  const written: NodeProto[] = [];
  const add: Nodes['add'] = (opType, input, ints = {}, output = `${prefix}/${written.length}`) => {
    const attribute = Object.entries(ints).map(([name, i]) => ({ name, type: 2 as const, i }));
    written.push({ opType, name: output, input, output: [output], attribute });
    return output;
  };
  return {
    written,
    get constants() {
      return constants.tensors;
    },
    add,
    cast: (from, to, output) => add('Cast', [from], { to: ELEMENT[to] }, output),
    gather: (from, places) => add('Gather', [from, places], { axis: 0 }),
    reshape: (from, shape, output) =>
      add('Reshape', [from, constants.name('int64', [shape.length], shape)], {}, output),
    constant: (...of) => constants.name(...of),
  };
}
