/**
 * @file Hides the shapes of large tensors from onnxruntime's planner. Where it knows that two tensors have one shape, it gives the later one the
 * memory of the earlier, and so holds what the forward pass is done with until the backward pass comes to the same shape: more than half of all
 * that a deep convolutional network's step takes. A shape that is computed when the model runs can't be planned with, and memory is freed after use.
 */
import type { GraphProto, NodeProto, TensorProto } from '../proto.ts';

const outer = (name: string): string => `shape/${name}`;

/** The parts of a model around a body that reads its shapes from outside. */
export interface HiddenShapes {
  readonly body: GraphProto;
  /** Compute the shapes, from a number that is given when the model runs. */
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
}

/** Shapes that Reshapes of `body` have as constants, taken out of it as constant + (given − given). `given`: an int64 scalar, the model's input. */
export function hideShapes(body: GraphProto, given: string): HiddenShapes {
  const constants = new Map(body.initializer.map((tensor) => [tensor.name, tensor]));
  const taken = new Map<string, TensorProto>();
  const node = body.node.map((one): NodeProto => {
    const [x, shape] = one.input as [string, string];
    const tensor = one.opType === 'Reshape' ? constants.get(shape) : undefined;
    if (tensor === undefined) return one;
    taken.set(shape, tensor);
    return { ...one, input: [x, outer(shape)] };
  });
  const zero = outer('zero');
  const plain = (opType: string, input: readonly string[], output: string): NodeProto => ({
    opType,
    name: output,
    input,
    output: [output],
  });
  return {
    body: { ...body, node },
    node: [
      plain('Sub', [given, given], zero),
      ...[...taken.keys()].map((name) => plain('Add', [outer(`known/${name}`), zero], outer(name))),
    ],
    initializer: [...taken].map(([name, tensor]) => ({ ...tensor, name: outer(`known/${name}`) })),
  };
}
