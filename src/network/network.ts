/** @file A network as data: a chain of layers. Its parameters and its forward pass follow from it. */
import { type Expr, input, type Shape } from '../graph/expr.ts';
import type { InitName } from './initializers.ts';
import { type LayerSpec, layerRow } from './layers.ts';
import type { ParameterSpec } from './parameter.ts';

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
  /** The Input of each parameter and running statistic, by name, in order. */
  readonly parameters: ReadonlyMap<string, Expr>;
  /** What the running statistics are after the step, by name; empty in evaluation. */
  readonly next: ReadonlyMap<string, Expr>;
}

/** Every tensor of the network, in the order of the forward pass. */
export function parameterSpecs(network: Network): ParameterSpec[] {
  let sample = network.sampleShape;
  return network.layers.flatMap((layer) => {
    const specs = layerRow(layer).parameters?.(layer, sample) ?? [];
    sample = layerRow(layer).outputShape(layer, sample);
    return specs;
  });
}

/** Whether training learns a tensor by its gradient. */
export const isLearned = ({ role }: ParameterSpec): boolean => role !== 'mean' && role !== 'variance';

/** The network applied to `x`, [batch, ...sampleShape], in a training step or as it is evaluated. */
export function forward(
  network: Network,
  x: Expr,
  mode: 'training' | 'evaluation' = 'evaluation',
): ForwardPass {
  const parameters = new Map(parameterSpecs(network).map(({ name, shape }) => [name, input(name, shape)]));
  const activations = new Map<string, Expr>();
  const next = new Map<string, Expr>();
  let value = x;
  for (const layer of network.layers) {
    value = layerRow(layer).forward(layer, value, {
      tensor: (part) => parameters.get(`${layer.name}.${part}`)!,
      training: mode === 'training',
      next: (part, after) => next.set(`${layer.name}.${part}`, after),
    });
    if (layer.kind === 'activation') activations.set(layer.name, value);
  }
  return { output: value, activations, parameters, next };
}
