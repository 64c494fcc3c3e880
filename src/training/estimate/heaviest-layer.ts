/** @file The convolution that a network's steps take longest for: what few images of are as fast as many of the whole. */
import { layerRow } from '../../network/layers.ts';
import type { Network } from '../../network/network.ts';
import { size } from '../../shape.ts';

/** A convolution with a square field, on a square of its map. */
export interface ConvLayer {
  readonly channels: number;
  readonly units: number;
  readonly field: number;
  /** Of the square. */
  readonly side: number;
}

/** Of those with the most operations the first, on the whole of its map; undefined where there is none. */
export function heaviestLayer({ sampleShape, layers }: Network): ConvLayer | undefined {
  let [most, heaviest]: [number, ConvLayer | undefined] = [0, undefined];
  let sample = sampleShape;
  for (const layer of layers) {
    const after = layerRow(layer).outputShape(layer, sample);
    if (layer.kind === 'conv') {
      const [channels, ...map] = sample as [number, number, number];
      const operations = size(after) * channels * size(layer.kernel);
      if (operations > most) {
        const [field] = layer.kernel;
        [most, heaviest] = [operations, { channels, units: layer.units, field, side: Math.min(...map) }];
      }
    }
    sample = after;
  }
  return heaviest;
}
