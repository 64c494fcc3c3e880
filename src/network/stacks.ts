/** @file Networks in the paper's notation: stacks of layers, each stack pooled, then thinned by dropout. */
import { usageError } from '../errors.ts';
import type { Shape } from '../graph/expr.ts';
import { windowed } from '../graph/window.ts';
import type { ActivationSpec } from './activations.ts';
import type { LayerSpec } from './layers.ts';

/** One layer of a stack: units, and the side of its square receptive field, or `FC` for a fully connected one. */
export interface StackLayer {
  readonly units: number;
  readonly field: number | 'FC';
}
export type Stack = readonly StackLayer[];

/** Zeros around a map: `same` keeps its size (an even field has one more at the end), `valid` adds none, a number that many on each side. */
export type Padding = 'same' | 'valid' | number;

export interface StacksForm {
  readonly stacks: readonly Stack[];
  readonly padding: Padding;
  readonly pool: 'max' | 'average';
  /** Rate of each stack; the last one holds for the stacks that are left. */
  readonly dropout: readonly number[];
  /** Dropout after the pooling that ends a stack, or after each of its layers too. */
  readonly dropoutOn: 'last' | 'all';
  readonly batchNorm: boolean;
  /** Multiplies the units of every layer but the output. */
  readonly width: number;
  readonly activation: ActivationSpec;
}

/** Units of a hidden layer at a width; at least one. */
export const scaledUnits = (units: number, width: number): number => Math.max(1, Math.round(units * width));

/** [top, left, bottom, right]. */
function padsOf(padding: Padding, field: number): readonly [number, number, number, number] {
  if (padding === 'valid') return [0, 0, 0, 0];
  if (padding !== 'same') return [padding, padding, padding, padding];
  const [first, last] = [Math.floor((field - 1) / 2), Math.ceil((field - 1) / 2)];
  return [first, first, last, last];
}

/** `1x240x3`, as the paper writes a group of one layer. */
const written = ({ units, field }: StackLayer): string => `1x${units}x${field}`;

/**
 * The layers of stacks, for samples of [channels, height, width]: for each layer conv (or dense), batch normalisation, activation; at the end
 * of a stack pooling of 2 × 2 where the map is larger than 1 × 1, then dropout: after the pooling, as there are a quarter of the numbers then.
 * The last layer of the last stack is the output: it has none of these, and its scores are averaged over the map that is left.
 * Names count layers, `conv1`, `batch_norm1`, `activation1`, and stacks, `pool1`.
 * @throws UserError (exit code 2) where a map shrinks below 1 × 1, or a convolution follows a fully connected layer.
 */
export function stackLayers(form: StacksForm, sampleShape: Shape, outputs: number): LayerSpec[] {
  const { stacks, padding, dropout, dropoutOn, batchNorm, activation } = form;
  const layers: LayerSpec[] = [];
  let map: readonly number[] | undefined = sampleShape.slice(1);
  let number = 0;

  const flatten = (): void => {
    if (map === undefined) return;
    map = undefined;
    layers.push({ kind: 'flatten', name: 'flatten' });
  };
  const weighted = (layer: StackLayer, units: number, bias: boolean, where: string): void => {
    const { field } = layer;
    if (field === 'FC') {
      flatten();
      layers.push({ kind: 'dense', name: `dense${number}`, units, ...(!bias && { bias }) });
      return;
    }
    if (map === undefined)
      throw usageError(
        `network.stacks: ${where} is convolutional, but a fully connected layer comes before it.`,
      );
    const window = { strides: [1, 1], pads: padsOf(padding, field) } as const;
    const kernel = [field, field] as const;
    const after = windowed(map, kernel, window);
    if (after.some((n) => n < 1))
      throw usageError(
        `network.stacks: ${where} finds a map of ${map.join(' × ')}, which its field of ${field} × ${field} does not fit into with padding ${padding}; expected fewer stacks, smaller fields, or network.padding: same.`,
      );
    map = after;
    layers.push({ kind: 'conv', name: `conv${number}`, units, kernel, ...window, ...(!bias && { bias }) });
  };
  const thin = (stack: number): void => {
    const rate = dropout[Math.min(stack, dropout.length - 1)] ?? 0;
    if (rate > 0) layers.push({ kind: 'dropout', name: `dropout${number}`, rate, number });
  };
  const pool = (stack: number): void => {
    if (map === undefined || map.every((n) => n === 1)) return;
    const kernel = map.map((n) => Math.min(2, n)) as [number, number];
    map = windowed(map, kernel, { strides: kernel, pads: [0, 0, 0, 0] });
    layers.push({ kind: `${form.pool}_pool`, name: `pool${stack + 1}`, kernel, strides: kernel });
  };

  stacks.forEach((stack, s) => {
    stack.forEach((layer, l) => {
      number++;
      const isLast = l === stack.length - 1;
      const where = `layer ${number} (${written(layer)}, stack ${s + 1})`;
      if (isLast && s === stacks.length - 1) {
        if (layer.units !== outputs)
          throw usageError(
            `network.stacks: the last layer, which is the output, has ${layer.units} units; expected ${outputs}, one a class.`,
          );
        weighted(layer, outputs, true, where);
        return;
      }
      // The mean that batch normalisation subtracts would take a bias away again.
      weighted(layer, scaledUnits(layer.units, form.width), !batchNorm, where);
      if (batchNorm) layers.push({ kind: 'batch_norm', name: `batch_norm${number}` });
      layers.push({ kind: 'activation', name: `activation${number}`, function: activation });
      if (isLast) pool(s);
      if (isLast || dropoutOn === 'all') thin(s);
    });
  });
  if (map?.some((n) => n > 1)) layers.push({ kind: 'global_pool', name: 'global_pool' });
  else flatten();
  return layers;
}
