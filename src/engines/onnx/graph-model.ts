/** @file A graph as an ONNX model of its own, without a Loop: its Inputs in, its outputs out. */
import { inputsOf } from '../../graph/expr.ts';
import { Constants, lower } from './lower.ts';
import type { ModelPart } from './model-part.ts';
import { encodeModel, type GraphProto, valueInfo } from './proto.ts';
import type { Outputs } from './rules/rule.ts';

/** A model whose inputs are those that the outputs depend on, by their names, but for those that other parts of it give: these have inputs too. */
export function graphOf(name: string, outputs: Outputs, parts: readonly ModelPart[] = []): GraphProto {
  const constants = new Constants('c');
  const node = lower(outputs, constants);
  const given = new Set(parts.flatMap(({ nodes }) => nodes.written.flatMap(({ output }) => output)));
  const taken = inputsOf(Object.values(outputs)).filter(({ attributes }) => !given.has(attributes.name));
  return {
    name,
    node: [...parts.flatMap(({ nodes }) => nodes.written), ...node],
    initializer: [...parts.flatMap(({ nodes }) => nodes.constants), ...constants.tensors],
    input: [
      ...parts.flatMap(({ each, kept }) => [...each, ...kept]),
      ...taken.map(({ attributes, shape, dtype }) => valueInfo(attributes.name, shape, dtype)),
    ],
    output: Object.entries(outputs).map(([key, { shape, dtype }]) => valueInfo(key, shape, dtype)),
  };
}

/** The bytes of such a model. */
export const graphModel = (...of: Parameters<typeof graphOf>): Uint8Array => encodeModel(graphOf(...of));
