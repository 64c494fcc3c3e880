/**
 * @file How the Loop takes the masks of dropout: as bits, for all its steps in one piece. A step gathers its bytes and looks up the eight units of each in a
 * table, which is one pass, and half of what taking a byte apart by ops takes.
 */
import { maskBytes, UNITS_OF_BYTES } from '../../../network/dropout.ts';
import { size } from '../../../shape.ts';
import type { Prepared } from '../../trainer.ts';
import type { StepMask } from '../device.ts';
import { nodes } from '../nodes.ts';
import { ELEMENT, type NodeProto, type TensorProto, type ValueInfoProto, valueInfo } from '../proto.ts';
import { ort } from '../session.ts';
import { spreadUnits } from './spread-masks.ts';

/** Input of a mask for all steps. */
const allOf = (mask: string): string => `all/${mask}`;

const UNITS = 'units of a byte';
const table: TensorProto = {
  name: UNITS,
  dims: [256, 8],
  dataType: ELEMENT.bool,
  rawData: UNITS_OF_BYTES,
};

/** The parts of a model that take masks: inputs of the whole, and in the body nodes that give the step's. */
export interface LoopMasks {
  readonly input: readonly ValueInfoProto[];
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
}

/** Of `steps` steps (a size that is known when it runs); a step has the number `iteration`. */
export function loopMasks(masks: readonly StepMask[], steps: string): LoopMasks {
  const graph = nodes('masks');
  for (const mask of masks)
    spreadUnits(graph, graph.gather(allOf(mask.name), 'iteration'), UNITS, mask, mask.name);
  return {
    input: masks.map(({ name, shape, batch }) =>
      valueInfo(allOf(name), [steps, maskBytes(batch * size(shape))], 'uint8'),
    ),
    node: graph.written,
    initializer: masks.length === 0 ? [] : [table, ...graph.constants],
  };
}

/** What a call of so many steps is given. */
export const maskFeeds = (
  masks: readonly StepMask[],
  prepared: Prepared | undefined,
  steps: number,
): Record<string, ort.Tensor> =>
  Object.fromEntries(
    masks.map(({ name }) => {
      const bits = prepared!.masks.get(name)!;
      return [allOf(name), new ort.Tensor('uint8', bits, [steps, bits.length / steps])];
    }),
  );
