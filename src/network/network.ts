/** @file A network as data: a chain of layers. Its parameters and its forward pass follow from it. */
import { type Expr, input, type Shape } from '../graph/expr.ts';
import type { InitName } from './init.ts';
import { type LayerSpec, layerRow } from './layers.ts';

/** One learned tensor. */
export interface ParameterSpec {
  /** `<layer>.weight` or `<layer>.bias`. */
  readonly name: string;
  /** PyTorch's shape: [out, in]. */
  readonly shape: Shape;
  /** Number of inputs and outputs of one unit, for the initialisers. */
  readonly fanIn: number;
  readonly fanOut: number;
  readonly role: 'weight' | 'bias';
}

export interface Network {
  /** Shape of one sample. */
  readonly sampleShape: Shape;
  readonly layers: readonly LayerSpec[];
  readonly init: InitName;
}

/** A forward pass as expressions. */
export interface ForwardPass {
  /** [batch, outputs], before any loss. */
  readonly output: Expr;
  /** Result of each hidden activation layer, by layer name, in order. */
  readonly activations: ReadonlyMap<string, Expr>;
  /** The Input of each parameter, by name, in order. */
  readonly parameters: ReadonlyMap<string, Expr>;
}

/** Everything the network learns, in the order of the forward pass. */
export function parameterSpecs(network: Network): ParameterSpec[] {
  let sample = network.sampleShape;
  return network.layers.flatMap((layer) => {
    const specs = layerRow(layer).parameters(layer, sample);
    sample = layerRow(layer).outputShape(layer, sample);
    return specs;
  });
}

/** The network applied to `x`, [batch, ...sampleShape]. */
export function forward(network: Network, x: Expr): ForwardPass {
  const parameters = new Map(parameterSpecs(network).map(({ name, shape }) => [name, input(name, shape)]));
  const activations = new Map<string, Expr>();
  let value = x;
  for (const layer of network.layers) {
    value = layerRow(layer).forward(layer, value, (role) => parameters.get(`${layer.name}.${role}`)!);
    if (layer.kind === 'activation') activations.set(layer.name, value);
  }
  return { output: value, activations, parameters };
}
