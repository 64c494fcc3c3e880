/** @file From what a config says about a network to its layers. */
import type { Shape } from '../graph/expr.ts';
import type { ActivationSpec } from './activations.ts';
import type { InitName } from './init.ts';
import type { LayerSpec } from './layers.ts';
import type { Network } from './network.ts';

interface MlpForm {
  /** Width of each hidden layer. */
  readonly hidden: readonly number[];
  readonly activation: ActivationSpec;
  readonly init: InitName;
  readonly sampleShape: Shape;
  /** Width of the output layer, which has no activation. */
  readonly outputs: number;
}

/** Fully connected: every hidden layer followed by the activation, then a linear output layer. Layers: dense1, activation1, dense2, … */
export function buildNetwork({ hidden, activation, init, sampleShape, outputs }: MlpForm): Network {
  const flat: LayerSpec[] = sampleShape.length > 1 ? [{ kind: 'flatten', name: 'flatten' }] : [];
  const layers = hidden.flatMap((units, i): LayerSpec[] => [
    { kind: 'dense', name: `dense${i + 1}`, units },
    { kind: 'activation', name: `activation${i + 1}`, function: activation },
  ]);
  const output: LayerSpec = { kind: 'dense', name: `dense${hidden.length + 1}`, units: outputs };
  return { sampleShape: [...sampleShape], layers: [...flat, ...layers, output], init };
}
