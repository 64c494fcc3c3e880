/** @file The layers of a network, one after the other: each stack's weights and what follows them. All forms come through here. */
import { usageError } from '../errors.ts';
import type { Shape } from '../graph/expr.ts';
import { FOLLOWERS, type HiddenSettings } from './followers.ts';
import { type LayerSpec, layerRow } from './layers.ts';
import { type Place, places } from './places.ts';
import { checkPyramid } from './pyramid.ts';
import { type Stack, type StackSettings, scaledUnits } from './stacks.ts';
import { weights } from './weights.ts';

/** What a config says of all layers. */
export interface LayerSettings extends HiddenSettings, StackSettings {
  /** Multiplies the units of every layer but the output. */
  readonly width: number;
}

/**
 * The layers of stacks, for samples of a shape. The last layer of the last stack is the output: nothing follows it, and its scores are averaged over
 * the map that is left. Names count layers, `conv1`, `batch_norm1`, `activation1`, and stacks, `pool1`.
 * @throws UserError (exit code 2) for a layer or a pyramid that does not fit where it stands, and an output of other units than are wanted.
 */
export function chain(
  stacks: readonly Stack[],
  settings: LayerSettings,
  { sampleShape, outputs }: { readonly sampleShape: Shape; readonly outputs: number },
): LayerSpec[] {
  const layers: LayerSpec[] = [];
  let sample = sampleShape;
  const put = (layer: LayerSpec): void => {
    layers.push(layer);
    sample = layerRow(layer).outputShape(layer, sample);
  };
  const flatten = (): void => {
    if (sample.length > 1) put({ kind: 'flatten', name: 'flatten' });
  };

  const spp = (levels: readonly number[]): void => {
    checkPyramid(levels, sample.slice(1));
    put({ kind: 'spp', name: 'spp', levels });
  };

  for (const place of places(stacks)) {
    const units = unitsOf(place, settings, outputs);
    if (place.layer.field === 'FC') {
      if (settings.spp && sample.length > 1) spp(settings.spp);
      flatten();
    }
    const isPlain = place.isOutput || place.layer.linear === true;
    // The mean that batch normalisation subtracts would take a bias away again.
    const bias = isPlain || !settings.batch_norm;
    put(weights(place, { units, bias, padding: settings.padding }, sample));
    for (const follower of isPlain ? [] : Object.values(FOLLOWERS)) {
      const layer = follower(settings, place, sample);
      if (layer) put(layer);
    }
  }
  if (sample.slice(1).some((n) => n > 1)) put({ kind: 'global_pool', name: 'global_pool' });
  else flatten();
  return layers;
}

function unitsOf({ layer, isOutput }: Place, { width }: LayerSettings, outputs: number): number {
  const units = layer.units === 'classes' ? outputs : layer.units;
  if (!isOutput) return scaledUnits(units, width);
  if (units === outputs) return outputs;
  throw usageError(
    `network.stacks: the last layer, which is the output, has ${units} units; expected ${outputs}, one a class, or the word classes (1xclassesxFC).`,
  );
}
