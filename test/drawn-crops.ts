/** @file Images as numbers, padded, cropped to their own size and mirrored, as they are drawn. */
import { type Augmentations, placeOf } from '../src/data/batches/augment.ts';
import { cutNumbers } from '../src/data/cut/cut.ts';
import type { ImageShape } from '../src/data/cut/cutting.ts';
import { size } from '../src/shape.ts';

export function drawnCrops(
  images: Float32Array,
  shape: ImageShape,
  pad: number,
  drawn: Augmentations,
): Float32Array {
  const [, height, width] = shape;
  const cut = cutNumbers({ whole: shape, crop: [height, width] });
  const into = new Float32Array(images.length);
  for (let i = 0; i < images.length / size(shape); i++)
    cut(images, i * size(shape), placeOf(drawn, i, { pad, flip: true }), into, i * size(shape));
  return into;
}
