/** @file A graph as an ONNX model of its own, without a Loop: its Inputs in, its outputs out. */
import { inputsOf } from '../../graph/expr.ts';
import { Constants, lower } from './lower.ts';
import { encodeModel, valueInfo } from './proto.ts';
import type { Outputs } from './rules/rule.ts';

/** The bytes of a model whose inputs are those that the outputs depend on, by their names. */
export function graphModel(name: string, outputs: Outputs): Uint8Array {
  const constants = new Constants('c');
  const node = lower(outputs, constants);
  return encodeModel({
    name,
    node,
    initializer: constants.tensors,
    input: inputsOf(Object.values(outputs)).map(({ attributes, shape, dtype }) =>
      valueInfo(attributes.name, shape, dtype),
    ),
    output: Object.entries(outputs).map(([key, { shape, dtype }]) => valueInfo(key, shape, dtype)),
  });
}
