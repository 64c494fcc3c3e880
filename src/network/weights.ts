/** @file The part of a layer that has weights, dense or convolutional, where it stands in a chain. */
import { usageError } from '../errors.ts';
import type { Shape } from '../graph/expr.ts';
import { type LayerSpec, layerRow } from './layers.ts';
import type { Place } from './places.ts';
import { type Padding, written } from './stacks.ts';

/** How its weights are. */
interface WeightSettings {
  readonly units: number;
  readonly bias: boolean;
  readonly padding: Padding;
}

/**
 * A dense layer, or a convolution of samples of [channels, height, width].
 * @throws UserError (exit code 2) where the map shrinks below 1 × 1, or a convolution follows a fully connected layer.
 */
export function weights(place: Place, { units, bias, padding }: WeightSettings, sample: Shape): LayerSpec {
  const { number, layer } = place;
  const { field } = layer;
  const given = { units, ...(!bias && { bias }) };
  if (field === 'FC') return { kind: 'dense', name: `dense${number}`, ...given };
  const [, ...map] = sample;
  if (map.length === 0)
    throw usageError(
      `network.stacks: ${whereOf(place)} is convolutional, but a fully connected layer comes before it.`,
    );
  const window = { kernel: [field, field], strides: [1, 1], pads: padsOf(padding, field) } as const;
  const conv: LayerSpec = { kind: 'conv', name: `conv${number}`, ...given, ...window };
  const [, ...after] = layerRow(conv).outputShape(conv, sample);
  if (after.some((n) => n < 1))
    throw usageError(
      `network.stacks: ${whereOf(place)} finds a map of ${map.join(' × ')}, which its field of ${field} × ${field} does not fit into with padding ${padding}; expected fewer stacks, smaller fields, or network.padding: same.`,
    );
  return conv;
}

const whereOf = ({ number, stack, layer }: Place): string =>
  `layer ${number} (${written(layer)}, stack ${stack + 1})`;

/** [top, left, bottom, right]. */
function padsOf(padding: Padding, field: number): readonly [number, number, number, number] {
  if (padding === 'valid') return [0, 0, 0, 0];
  if (padding !== 'same') return [padding, padding, padding, padding];
  const [first, last] = [Math.floor((field - 1) / 2), Math.ceil((field - 1) / 2)];
  return [first, first, last, last];
}
