/** @file Masks of dropout spread on a device: their bits are sent, and the eight units of each byte looked up in a table. */
import { maskBytes, maskShape, UNITS_OF_BYTES } from '../../../network/dropout.ts';
import { size } from '../../../shape.ts';
import type { Prepared } from '../../trainer.ts';
import type { StepMask } from '../device.ts';
import type { ModelPart } from '../model-part.ts';
import { nodes } from '../nodes.ts';
import { valueInfo } from '../proto.ts';
import { ort } from '../session.ts';

/** As numbers, for GPUs can't cut rows of anything else. */
const UNITS = Float32Array.from(UNITS_OF_BYTES);

/** Input of the bits of a mask. */
const bitsOf = (mask: string): string => `${mask}/bits`;

/** Gives a mask of a batch under its name. */
export function maskPart({ name, shape, batch }: StepMask): ModelPart {
  const whole = maskShape(shape, batch);
  const [units, bytes] = [size(whole), maskBytes(size(whole))];
  const graph = nodes(`${name}/spread`);
  const integers = (values: readonly number[]) => graph.constant('int64', [values.length], values);
  const eights = graph.gather(graph.constant('float32', [256, 8], UNITS), graph.cast(bitsOf(name), 'int32'));
  const all = graph.reshape(eights, [8 * bytes]);
  const cut = units === 8 * bytes ? all : graph.add('Slice', [all, integers([0]), integers([units])]);
  graph.cast(graph.reshape(cut, whole), 'bool', name);
  return { each: [valueInfo(bitsOf(name), [bytes], 'uint8')], kept: [], nodes: graph };
}

/** What a step is fed for its masks. */
export const maskFeeds = ({ masks }: Prepared): ReadonlyMap<string, ort.Tensor> =>
  new Map([...masks].map(([name, bits]) => [bitsOf(name), new ort.Tensor('uint8', bits, [bits.length])]));
