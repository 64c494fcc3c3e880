/**
 * @file How the Loop takes the images of a data set, which it gathers its batches from: as numbers, or as bytes, of which each step makes numbers
 * with the bits that reading them has.
 */
import type { Images } from '../../../data/images.ts';
import { size } from '../../../shape.ts';
import { X } from '../../graphs.ts';
import { ELEMENT, type NodeProto, type TensorProto, type ValueInfoProto, valueInfo } from '../proto.ts';
import { floats, ort } from '../session.ts';

/** Names of inputs of the model. */
const IMAGES = 'images';
const MEANS = 'means';
const FACTORS = 'factors';

/** The parts of a model that take images: inputs of the whole, and in the body nodes that give the step's batch. */
export interface LoopImages {
  readonly input: readonly ValueInfoProto[];
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
  readonly feeds: Readonly<Record<string, ort.Tensor>>;
}

const LARGEST = 'largest byte';
const largest: TensorProto = {
  name: LARGEST,
  dims: [],
  dataType: ELEMENT.float32,
  rawData: new Uint8Array(Float32Array.of(255).buffer),
};

const node = (opType: string, input: readonly string[], output: string): NodeProto => ({
  opType,
  name: output,
  input,
  output: [output],
});
const gather = (from: string, output: string): NodeProto => ({
  ...node('Gather', [from, 'samples'], output),
  attribute: [{ name: 'axis', type: 2, i: 0 }],
});
const cast = (input: string, to: 'float32' | 'float64', output: string): NodeProto => ({
  ...node('Cast', [input], output),
  attribute: [{ name: 'to', type: 2, i: ELEMENT[to] }],
});

/** Images that lie in memory which is not shared; a step's batch is gathered by its `samples`. */
export function loopImages({ values, contrast }: Images, sampleShape: readonly number[]): LoopImages {
  const count = values.length / size(sampleShape);
  const shape = [count, ...sampleShape];
  const all = ['samples in all', ...sampleShape];
  if (values instanceof Float32Array)
    return {
      input: [valueInfo(IMAGES, all)],
      node: [gather(IMAGES, X)],
      initializer: [],
      feeds: { [IMAGES]: floats(values, shape) },
    };
  const bytes = new ort.Tensor('uint8', values, shape);
  const read = [gather(IMAGES, 'bytes'), cast('bytes', 'float32', 'byte')];
  if (!contrast)
    return {
      input: [valueInfo(IMAGES, all, 'uint8')],
      node: [...read, node('Div', ['byte', LARGEST], X)],
      initializer: [largest],
      feeds: { [IMAGES]: bytes },
    };
  const each = sampleShape.map(() => 1);
  const column = (numbers: Float64Array) => new ort.Tensor('float64', numbers, [count, ...each]);
  return {
    input: [
      valueInfo(IMAGES, all, 'uint8'),
      valueInfo(MEANS, ['samples in all', ...each], 'float64'),
      valueInfo(FACTORS, ['samples in all', ...each], 'float64'),
    ],
    node: [
      ...read,
      node('Div', ['byte', LARGEST], 'scaled'),
      node('Mul', ['scaled', LARGEST], 'pixel'),
      cast('pixel', 'float64', 'precise'),
      gather(MEANS, 'mean'),
      gather(FACTORS, 'factor'),
      node('Sub', ['precise', 'mean'], 'deviation'),
      node('Mul', ['deviation', 'factor'], 'normalised'),
      cast('normalised', 'float32', X),
    ],
    initializer: [largest],
    feeds: { [IMAGES]: bytes, [MEANS]: column(contrast.mean), [FACTORS]: column(contrast.factor) },
  };
}
