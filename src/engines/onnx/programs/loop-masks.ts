/**
 * @file How the Loop takes the masks of dropout: as bits, for all its steps in one piece. A step gathers its bytes and looks up the eight units of each in a
 * table, which is one pass, and half of what taking a byte apart by ops takes.
 */
import { maskBytes, maskShape, UNITS_OF_BYTES } from '../../../network/dropout.ts';
import { size } from '../../../shape.ts';
import type { Prepared } from '../../trainer.ts';
import type { StepMask } from '../device.ts';
import type { Constants } from '../lower.ts';
import { ELEMENT, type NodeProto, type TensorProto, type ValueInfoProto, valueInfo } from '../proto.ts';
import { ort } from '../session.ts';

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

const node = (opType: string, input: readonly string[], output: string): NodeProto => ({
  opType,
  name: output,
  input,
  output: [output],
});
const gather = (from: string, index: string, output: string): NodeProto => ({
  ...node('Gather', [from, index], output),
  attribute: [{ name: 'axis', type: 2, i: 0 }],
});

/** Of `steps` steps (a size that is known when it runs); a step has the number `iteration`. */
export function loopMasks(
  masks: readonly StepMask[],
  { steps, constants }: { readonly steps: string; readonly constants: Constants },
): LoopMasks {
  const spread = ({ name, shape, batch }: StepMask): readonly NodeProto[] => {
    const whole = maskShape(shape, batch);
    const units = size(whole);
    const [bytes, places, eights] = [`${name}/bytes`, `${name}/places`, `${name}/eights`];
    const integers = (values: readonly number[]) => constants.name('int64', [values.length], values);
    const cut = `${name}/units`;
    const rest =
      units % 8 === 0
        ? []
        : [
            node('Reshape', [eights, integers([8 * maskBytes(units)])], `${name}/row`),
            node('Slice', [`${name}/row`, integers([0]), integers([units])], cut),
          ];
    return [
      gather(allOf(name), 'iteration', bytes),
      { ...node('Cast', [bytes], places), attribute: [{ name: 'to', type: 2, i: ELEMENT.int32 }] },
      gather(UNITS, places, eights),
      ...rest,
      node('Reshape', [rest.length === 0 ? eights : cut, integers(whole)], name),
    ];
  };
  return {
    input: masks.map(({ name, shape, batch }) =>
      valueInfo(allOf(name), [steps, maskBytes(batch * size(shape))], 'uint8'),
    ),
    node: masks.flatMap(spread),
    initializer: masks.length === 0 ? [] : [table],
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
