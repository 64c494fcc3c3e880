/** @file TABLE of layers. A row says which parameters a layer learns and what it computes; everything else follows. */
import { type Expr, type Shape, size } from '../graph/expr.ts';
import { add, matMul, reshape, transpose } from '../graph/ops.ts';
import { type ActivationSpec, activate } from './activations.ts';
import type { ParameterSpec } from './network.ts';

interface LayerSig {
  /** y = x Wᵀ + b, W [units, inputs]. */
  readonly dense: { readonly units: number };
  readonly activation: { readonly function: ActivationSpec };
  /** Any sample shape to one axis. */
  readonly flatten: Record<never, never>;
}
export type LayerKind = keyof LayerSig;

/** One layer of a network; names are unique within it and name its tensors, `<name>.weight`. */
export type LayerSpec = {
  readonly [K in LayerKind]: { readonly kind: K; readonly name: string } & LayerSig[K];
}[LayerKind];
type Spec<K extends LayerKind> = Extract<LayerSpec, { kind: K }>;

interface LayerRow<K extends LayerKind> {
  readonly summary: string;
  /** Shape of one sample after the layer, given that before it. */
  outputShape(layer: Spec<K>, sample: Shape): Shape;
  parameters(layer: Spec<K>, sample: Shape): readonly ParameterSpec[];
  /** x: [batch, ...sample]. */
  forward(layer: Spec<K>, x: Expr, parameter: (role: 'weight' | 'bias') => Expr): Expr;
}

export const LAYERS: { readonly [K in LayerKind]: LayerRow<K> } = {
  dense: {
    summary: 'fully connected: every unit sees every input',
    outputShape: ({ units }) => [units],
    parameters: ({ name, units }, sample) => {
      const fans = { fanIn: size(sample), fanOut: units };
      return [
        { name: `${name}.weight`, shape: [units, fans.fanIn], role: 'weight', ...fans },
        { name: `${name}.bias`, shape: [units], role: 'bias', ...fans },
      ];
    },
    forward: (_, x, parameter) => add(matMul(x, transpose(parameter('weight'))), parameter('bias')),
  },
  activation: {
    summary: 'an activation function, element by element',
    outputShape: (_, sample) => sample,
    parameters: () => [],
    forward: (layer, x) => activate(layer.function, x),
  },
  flatten: {
    summary: 'joins the axes of a sample into one',
    outputShape: (_, sample) => [size(sample)],
    parameters: () => [],
    forward: (_, x) => reshape(x, [x.shape[0]!, size(x.shape.slice(1))]),
  },
};

/** The row of a layer, with the types of that layer. */
export const layerRow = (layer: LayerSpec): LayerRow<LayerKind> => LAYERS[layer.kind] as LayerRow<LayerKind>;
