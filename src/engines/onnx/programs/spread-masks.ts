/** @file Masks of dropout spread in a model: their bits are sent, and the eight units of each byte looked up in a table. */
import { maskBytes, maskShape, UNITS_OF_BYTES } from '../../../network/dropout.ts';
import { size } from '../../../shape.ts';
import type { Prepared } from '../../trainer.ts';
import type { StepMask } from '../device.ts';
import type { ModelPart } from '../model-part.ts';
import { type Nodes, nodes } from '../nodes.ts';
import { valueInfo } from '../proto.ts';
import { ort } from '../session.ts';

/** As numbers, for GPUs can't cut rows of anything else. */
const UNITS = Float32Array.from(UNITS_OF_BYTES);

/** Input of the bits of a mask. */
const bitsOf = (mask: string): string => `${mask}/bits`;

/** Writes what looks up the units of a mask's bytes, [bytes], in a table of those of every byte, [256, 8]; the mask in its shape. */
export function spreadUnits(
  graph: Nodes,
  bytes: string,
  table: string,
  { shape, batch }: StepMask,
  output?: string,
): string {
  const whole = maskShape(shape, batch);
  const [units, all] = [size(whole), 8 * maskBytes(size(whole))];
  const eights = graph.gather(table, graph.cast(bytes, 'int32'));
  if (units === all) return graph.reshape(eights, whole, output);
  const integers = (values: readonly number[]) => graph.constant('int64', [values.length], values);
  const cut = graph.add('Slice', [graph.reshape(eights, [all]), integers([0]), integers([units])]);
  return graph.reshape(cut, whole, output);
}

/** Gives a mask of a batch under its name. */
export function maskPart(mask: StepMask): ModelPart {
  const { name, shape, batch } = mask;
  const graph = nodes(`${name}/spread`);
  const table = graph.constant('float32', [256, 8], UNITS);
  graph.cast(spreadUnits(graph, bitsOf(name), table, mask), 'bool', name);
  const bytes = maskBytes(batch * size(shape));
  return { each: [valueInfo(bitsOf(name), [bytes], 'uint8')], kept: [], nodes: graph };
}

/** What a step is fed for its masks. */
export const maskFeeds = ({ masks }: Prepared): ReadonlyMap<string, ort.Tensor> =>
  new Map([...masks].map(([name, bits]) => [bitsOf(name), new ort.Tensor('uint8', bits, [bits.length])]));
