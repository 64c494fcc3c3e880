/** @file The hidden units of a network: the layers that they make up, and their activations as rows of samples. */
import { batchPass, X } from '../engines/graphs.ts';
import { type Expr, input, size } from '../graph/expr.ts';
import { reshape, transpose } from '../graph/ops.ts';
import { forward, type Network } from '../network/network.ts';
import type { Subject } from './subject.ts';

/** A layer of hidden units, each of which has an activation at so many places of a sample. */
export interface HiddenLayer {
  readonly layer: string;
  readonly units: number;
  readonly places: number;
}

/** The hidden activation layers, in order. A unit of a convolutional layer is a channel, and its places are those of the map; any other unit has one. */
export function hiddenLayers(network: Network): readonly HiddenLayer[] {
  const pass = forward(network, input(X, [1, ...network.sampleShape]));
  return [...pass.activations].map(([layer, { shape }]) => ({
    layer,
    units: shape[1]!,
    places: size(shape.slice(2)),
  }));
}

/** Activations of every hidden layer in a batch as [batch · places, units], by layer. */
export function activationRows(
  model: Pick<Subject, 'network' | 'objective'>,
  batch: number,
): readonly (readonly [layer: string, rows: Expr])[] {
  const rows = (value: Expr): Expr => {
    const [, units, ...map] = value.shape;
    const last = map.length === 0 ? value : transpose(value, [0, ...map.map((_, i) => i + 2), 1]);
    return reshape(last, [batch * size(map), units!]);
  };
  return [...batchPass(model, batch).activations].map(([layer, value]) => [layer, rows(value)]);
}
