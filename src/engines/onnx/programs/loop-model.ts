/**
 * @file K training steps as one ONNX model: a Loop whose state is the parameters, so that they cross the boundary once in K steps. The data
 * set stays outside as an input that is passed by reference; each step gathers its samples from it. What is made anew for every step (augmented batches, masks of dropout) comes in one piece for all K and is gathered by step.
 */

import { LABEL, LOSS, RATE, WRONG, X } from '../../graphs.ts';
import type { StepSpec } from '../device.ts';
import { Constants, lower } from '../lower.ts';
import {
  ELEMENT,
  encodeModel,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  valueInfo,
} from '../proto.ts';
import { hideShapes } from './hidden-shapes.ts';
import type { LoopImages } from './loop-images.ts';
import { type LoopMasks, loopMasks } from './loop-masks.ts';

/** Names of the model's inputs and outputs. */
export const BATCHES = 'batches';
export const LABELS = 'labels';
export const ORDER = 'order';
export const RATES = 'rates';
export const STEPS = 'steps';
/** A state tensor before and after the K steps. */
export const before = (name: string): string => `before/${name}`;
export const after = (name: string): string => `after/${name}`;

export interface LoopSpec
  extends Pick<StepSpec, 'step' | 'state' | 'sampleShape' | 'batch' | 'runs' | 'labels' | 'masks'> {
  /** Where batches are gathered from; absent where they are given. */
  readonly images: LoopImages | undefined;
  /** Whether tensors are so large that memory counts more than some microseconds a node. */
  readonly large: boolean;
}

const node = (opType: string, input: readonly string[], output: string, axis?: number): NodeProto => ({
  opType,
  name: output,
  input,
  output: [output],
  attribute: axis === undefined ? [] : [{ name: 'axis', type: 2, i: axis }],
});

/** Whether there is to be a next step: always, as a constant, which is known without waiting for a GPU to have done this one. */
const GO_ON: TensorProto = {
  name: 'still go on',
  dims: [],
  dataType: ELEMENT.bool,
  rawData: Uint8Array.of(1),
};

/** The Loop's body: picks the step's samples and learning rate, then the step itself. */
function body({ step, state, runs, labels, images }: LoopSpec, masks: LoopMasks): GraphProto {
  const constants = new Constants('c');
  const results = [LOSS, WRONG].filter((name) => name in step);
  const next = Object.fromEntries(
    Object.entries(step).map(([name, value]) => [
      name in { [LOSS]: 0, [WRONG]: 0 } ? name : `next/${name}`,
      value,
    ]),
  );
  return {
    name: 'step',
    node: [
      node('Gather', [ORDER, 'iteration'], 'samples', 0),
      ...(images?.node ?? [node('Gather', [BATCHES, 'iteration'], X, 0)]),
      ...(labels ? [node('Gather', [LABELS, 'samples'], LABEL, 0)] : []),
      node('Gather', [RATES, 'iteration'], RATE, 0),
      ...masks.node,
      ...lower(next, constants),
    ],
    initializer: [GO_ON, ...constants.tensors, ...(images?.initializer ?? []), ...masks.initializer],
    input: [
      valueInfo('iteration', [], 'int64'),
      valueInfo('go on', [], 'bool'),
      ...[...state].map(([name, shape]) => valueInfo(name, shape)),
    ],
    output: [
      valueInfo(GO_ON.name, [], 'bool'),
      ...[...state].map(([name, shape]) => valueInfo(`next/${name}`, shape)),
      ...results.map((name) => valueInfo(name, runs)),
    ],
  };
}

/** The bytes of a model that takes K steps: K, order [K, batch], rates [K, ...runs] and what is made for each step are given when it runs. */
export function loopModel(spec: LoopSpec): Uint8Array {
  const names = [...spec.state.keys()];
  const results = [LOSS, WRONG].filter((name) => name in spec.step);
  const masks = loopMasks(spec.masks, STEPS);
  const whole = body(spec, masks);
  const inner = spec.large ? hideShapes(whole, STEPS) : { body: whole, node: [], initializer: [] };
  const loop: NodeProto = {
    opType: 'Loop',
    name: 'steps',
    input: [STEPS, '', ...names.map(before)],
    output: [...names.map(after), ...results],
    attribute: [{ name: 'body', type: 5, g: inner.body }],
  };
  return encodeModel({
    name: 'training',
    node: [...inner.node, loop],
    initializer: inner.initializer,
    input: [
      ...(spec.images?.input ?? [valueInfo(BATCHES, [STEPS, spec.batch, ...spec.sampleShape])]),
      ...masks.input,
      ...(spec.labels ? [valueInfo(LABELS, ['samples in all'], 'int32')] : []),
      valueInfo(ORDER, [STEPS, spec.batch], 'int32'),
      valueInfo(RATES, [STEPS, ...spec.runs]),
      valueInfo(STEPS, [], 'int64'),
      ...[...spec.state].map(([name, shape]) => valueInfo(before(name), shape)),
    ],
    output: [
      ...[...spec.state].map(([name, shape]) => valueInfo(after(name), shape)),
      ...results.map((name) => valueInfo(name, [STEPS, ...spec.runs])),
    ],
  });
}
