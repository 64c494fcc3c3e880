/** @file Which masks a network's training step takes, beside its batch. */
import { maskName } from './dropout.ts';
import { layerRow } from './layers.ts';
import type { Network } from './network.ts';

/** A mask that a training step takes. */
export interface MaskSpec {
  /** Name of the layer and of the step's input. */
  readonly name: string;
  /** Shape of one sample. */
  readonly shape: readonly number[];
  readonly rate: number;
  /** Number of the layer in the network, which is its place among the random streams. */
  readonly layer: number;
}

/** The masks that a network takes in training, in the order of the forward pass. */
export function maskSpecs(network: Network): MaskSpec[] {
  let sample = network.sampleShape;
  return network.layers.flatMap((layer): MaskSpec[] => {
    sample = layerRow(layer).outputShape(layer, sample);
    if (layer.kind !== 'dropout' || layer.rate === 0) return [];
    return [{ name: maskName(layer.name), shape: sample, rate: layer.rate, layer: layer.number }];
  });
}
