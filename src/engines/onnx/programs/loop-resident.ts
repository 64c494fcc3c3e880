/**
 * @file Images as a part of the model. What a model is given, a GPU is sent anew in every call, a whole data set of it; what belongs to the model
 * it is sent once.
 */
import { ELEMENT, type TensorProto } from '../proto.ts';
import type { ort } from '../session.ts';
import type { LoopImages } from './loop-images.ts';

/** Bytes of a model: its format holds less than 2 GiB, and the step wants room in it too. */
const LARGEST = 2 ** 31 - 2 ** 26;

/** The same images, held by the body of the Loop; as they are, where no model could hold so many. */
export function residentImages(images: LoopImages): LoopImages {
  const tensors = Object.entries(images.feeds).map(([name, tensor]) => constant(name, tensor));
  const bytes = tensors.reduce((sum, { rawData }) => sum + rawData.length, 0);
  if (bytes > LARGEST) return images;
  return { ...images, input: [], initializer: [...images.initializer, ...tensors], feeds: {} };
}

function constant(name: string, { type, dims, data }: ort.Tensor): TensorProto {
  const { buffer, byteOffset, byteLength } = data as Uint8Array;
  return {
    name,
    dims,
    dataType: ELEMENT[type as keyof typeof ELEMENT],
    rawData: new Uint8Array(buffer, byteOffset, byteLength),
  };
}
